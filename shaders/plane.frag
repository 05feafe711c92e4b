// The picture of a slice with a frame in the plane's color. Premultiplied: what is below the window is transparent. What is
// nearly solid hides what lies behind it, the rest only dims it: two passes.
in vec2 v_at;
uniform sampler2D u_picture;
uniform vec3 u_frame;
uniform float u_frame_px;
uniform bool u_red_is_blue; // bytes are BGRA and this GL only knows RGBA
uniform bool u_solid;       // the pass of what hides
layout(location = 0) out vec4 o_color;

void main()
{
  vec2 px = min(v_at, 1.0 - v_at) / max(fwidth(v_at), vec2(1e-6));
  vec4 color = texture(u_picture, v_at);

  if (u_red_is_blue)
    color = color.bgra;
  if (min(px.x, px.y) < u_frame_px)
    color = vec4(u_frame, 1.0);
  if (color.a >= 0.5 != u_solid || color.a == 0.0)
    discard;
  o_color = color;
}
