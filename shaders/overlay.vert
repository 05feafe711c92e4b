// Lines, letters and small polygons in pixels of the picture, y downwards.
layout(location = 0) in vec2 a_px;
layout(location = 1) in vec2 a_at;   // in the atlas of letters, pixels
layout(location = 2) in vec2 a_edge; // px across the line from its middle, half its width
layout(location = 3) in vec4 a_color;
uniform vec2 u_size; // of the picture, px
out vec2 v_at;
out vec2 v_edge;
out vec4 v_color;

void main()
{
  v_at = a_at;
  v_edge = a_edge;
  v_color = a_color;
  gl_Position = vec4(a_px.x / u_size.x * 2.0 - 1.0, 1.0 - a_px.y / u_size.y * 2.0, 0.0, 1.0);
}
