import { command, fields, fixed, keep, list, media, oneOf, plainText } from '../leaf.ts';
import { bytes } from '../media-leaves.ts';

/*
 * Where tools of the provider run. The ids of containers, files and skills are the provider's own, so they go out as
 * they are or not at all.
 */

/** A skill that lies on the caller's machine. */
const localSkill = fields({ name: fixed, description: plainText, path: command });

const skill = oneOf('type', {
  skill_reference: fields({ type: keep, skill_id: fixed, version: fixed }),
  inline: fields({
    type: keep,
    name: fixed,
    description: plainText,
    source: media(fields({ type: fixed, media_type: fixed, data: bytes })),
  }),
});

/** The secrets are for the named domains, which get them in place of their names. */
const networkPolicy = fields({
  type: fixed,
  allowed_domains: list(fixed),
  domain_secrets: list(fields({ domain: fixed, name: fixed, value: fixed })),
});

export const container = fields({
  type: fixed,
  file_ids: list(fixed),
  memory_limit: fixed,
  network_policy: networkPolicy,
  skills: list(skill),
});

export const environment = oneOf('type', {
  container_auto: container,
  container_reference: fields({ type: keep, container_id: fixed }),
  local: fields({ type: keep, skills: list(localSkill) }),
});
