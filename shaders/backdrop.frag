// A calm vertical gradient; a little noise keeps 8 bits from showing bands.
in vec2 v_at;
uniform vec3 u_top;
uniform vec3 u_bottom;
out vec4 o_color;

void main()
{
  float noise = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
  float middle = 1.0 - 1.4 * dot(v_at - 0.5, v_at - 0.5);
  vec3 color = mix(u_bottom, u_top, smoothstep(0.0, 1.0, v_at.y)) * (0.55 + 0.45 * middle);
  o_color = vec4(color + noise / 255.0, 1.0);
}
