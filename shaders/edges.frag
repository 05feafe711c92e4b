// Edges of triangles over their surface: its color, darker.
in vec4 v_ink;
#ifdef CLIP
in vec3 v_patient;
uniform vec4 u_clips[3];
uniform int u_n_clips;
#endif
out vec4 o_color;

void main()
{
#ifdef CLIP
  for (int n = 0; n < u_n_clips; n++)
    if (dot(u_clips[n], vec4(v_patient, 1.0)) < 0.0)
      discard;
#endif
  o_color = v_ink;
}
