#include "light.glsl"
// Light worked out for vertices: where a triangle is hardly larger than a pixel that is the same picture, and in
// software a third of the work, as every triangle is shaded in squares of four pixels.
layout(location = 0) in vec3 a_position; // LPS mm
layout(location = 1) in vec4 a_normal;   // LPS, w unused
layout(location = 2) in uint a_surface;
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec4 u_colors[64]; // of HF_SCENE_MAX_SURFACES: sRGB and opacity of each surface
uniform bool u_tint_back;
#ifdef CLIP
out vec3 v_patient;
#endif
out vec4 v_lit;

void main()
{
  vec4 eye = u_view * vec4(a_position, 1.0);
  vec3 n = normalize(mat3(u_view) * a_normal.xyz);
  vec3 towards = towards_eye(eye.xyz);
  vec4 color = u_colors[a_surface];
  vec3 albedo = color.rgb * color.rgb;

  if (dot(n, towards) < 0.0) {
    n = -n;
    if (u_tint_back)
      albedo = mix(albedo, INSIDE, 0.75);
  }
  v_lit = lit(eye.xyz, n, towards, albedo, color.a);
#ifdef CLIP
  v_patient = a_position;
#endif
  gl_Position = u_projection * eye;
}
