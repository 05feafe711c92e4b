// Edges of triangles over their surface: its color, darker.
flat in vec4 v_color;
in vec3 v_eye;
in vec3 v_normal;
#ifdef CLIP
in vec3 v_patient;
uniform vec4 u_clips[3];
uniform int u_n_clips;
#endif
uniform float u_strength;
out vec4 o_color;

void main()
{
#ifdef CLIP
  for (int n = 0; n < u_n_clips; n++)
    if (dot(u_clips[n], vec4(v_patient, 1.0)) < 0.0)
      discard;
#endif
  o_color = vec4(v_color.rgb * 0.12 * u_strength, u_strength);
}
