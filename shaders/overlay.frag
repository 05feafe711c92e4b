// The atlas holds the letters in red and their soft shadow in green, which is light about dark letters; where v_at.x is negative nothing is looked up.
in vec2 v_at;
in vec2 v_edge;
in vec4 v_color;
uniform sampler2D u_atlas;
uniform vec2 u_atlas_size;
out vec4 o_color;

void main()
{
  float line = clamp(v_edge.y + 0.5 - abs(v_edge.x), 0.0, 1.0);
  vec2 ink = v_at.x < 0.0 ? vec2(1.0, 0.0) : texture(u_atlas, v_at / u_atlas_size).rg;
  float alpha = ink.r * v_color.a * line;
  float rim = dot(v_color.rgb, vec3(0.3, 0.6, 0.1)) < 0.4 ? 1.0 : 0.0;
  float shadow = min(ink.g * (0.75 + rim), 1.0) * v_color.a * (1.0 - alpha);

  o_color = vec4(v_color.rgb * alpha + rim * shadow, alpha + shadow);
}
