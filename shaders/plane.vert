// A slice in the room: four corners, made from the number of the vertex.
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec3 u_origin; // LPS mm: the outer corner of the first pixel
uniform vec3 u_right;  // along the whole width
uniform vec3 u_down;
out vec2 v_at;

void main()
{
  v_at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = u_projection * u_view * vec4(u_origin + v_at.x * u_right + v_at.y * u_down, 1.0);
}
