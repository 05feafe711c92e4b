layout(location = 0) in vec3 a_position; // LPS mm
layout(location = 1) in vec4 a_normal;   // LPS, w unused
layout(location = 2) in uint a_surface;
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec4 u_colors[64]; // of HF_SCENE_MAX_SURFACES: sRGB and opacity of each surface
out vec3 v_eye;
out vec3 v_normal;
#ifdef CLIP
out vec3 v_patient;
#endif
flat out vec4 v_color;

void main()
{
  vec4 eye = u_view * vec4(a_position, 1.0);

  v_eye = eye.xyz;
  v_normal = mat3(u_view) * a_normal.xyz;
#ifdef CLIP
  v_patient = a_position;
#endif
  v_color = u_colors[a_surface];
  gl_Position = u_projection * eye;
}
