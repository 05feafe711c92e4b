#include "light.glsl"
// What light makes of a surface is in light.glsl.
in vec3 v_eye;
in vec3 v_normal;
#ifdef CLIP
in vec3 v_patient;
uniform vec4 u_clips[3];
uniform int u_n_clips;
#endif
flat in vec4 v_color;
uniform bool u_tint_back;
layout(location = 0) out vec4 o_color;

void main()
{
#ifdef CLIP
  for (int n = 0; n < u_n_clips; n++)
    if (dot(u_clips[n], vec4(v_patient, 1.0)) < 0.0)
      discard;
#endif
  vec3 towards = towards_eye(v_eye);
  float len2 = dot(v_normal, v_normal);
  vec3 n = len2 > 1e-6 ? v_normal * inversesqrt(len2) : normalize(cross(dFdx(v_eye), dFdy(v_eye)));
  vec3 albedo = v_color.rgb * v_color.rgb;

  // Triangles of a proxy may be turned over: there the normal, which is that of the full surface, knows better.
  if (!gl_FrontFacing && (len2 <= 1e-6 || dot(n, towards) < 0.0)) {
    n = len2 > 1e-6 ? -n : n;
    if (u_tint_back)
      albedo = mix(albedo, INSIDE, 0.75);
  }
  o_color = lit(v_eye, n, towards, albedo, v_color.a);
}
