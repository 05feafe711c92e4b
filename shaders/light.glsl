// Light comes with the viewer: a warm key from the upper left, a cool fill from the right, sky and ground. Colors are
// squared and rooted as a cheap sRGB. A transparent surface is a thin shell of even thickness: a ray that meets it at a
// flat angle passes more of it, so that outlines stand out.
uniform bool u_orthographic;
uniform vec2 u_depth; // mm from the eye: nearest and farthest of the box

const vec3 KEY = vec3(-0.401, 0.574, 0.714);
const vec3 FILL = vec3(0.811, 0.101, 0.576);
const vec3 INSIDE = vec3(0.62, 0.20, 0.11); // linear: the tint of back faces

vec3 towards_eye(vec3 eye)
{
  return u_orthographic ? vec3(0.0, 0.0, 1.0) : -normalize(eye);
}

// n: unit, on the side that is seen. albedo: linear. Premultiplied.
vec4 lit(vec3 eye, vec3 n, vec3 towards, vec3 albedo, float alpha)
{
  float key = max(0.0, (dot(n, KEY) + 0.12) / 1.12);
  float fill = max(0.0, dot(n, FILL));
  vec3 sky = mix(vec3(0.030, 0.026, 0.026), vec3(0.135, 0.15, 0.175), 0.5 + 0.5 * n.y);
  float facing = abs(dot(n, towards));
  float away = 1.0 - facing;
  vec3 light = key * key * vec3(0.98, 0.94, 0.88) + fill * vec3(0.10, 0.13, 0.17) + sky;
  float gloss = max(0.0, dot(n, normalize(KEY + towards)));
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  gloss *= gloss;
  vec3 color = albedo * light + vec3(0.15, 0.145, 0.14) * gloss + vec3(0.05, 0.06, 0.075) * away * away * away;
  float depth = clamp((-eye.z - u_depth.x) / (u_depth.y - u_depth.x), 0.0, 1.0);
  color = sqrt(color) * (1.04 - 0.26 * depth);

  if (alpha < 1.0)
    alpha = 1.0 - exp2(log2(1.0 - alpha) / max(facing, 0.3));
  return vec4(color * alpha, alpha);
}
