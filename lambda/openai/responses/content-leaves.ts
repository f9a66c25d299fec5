import {
  drop,
  fields,
  fixed,
  id,
  keep,
  list,
  media,
  numeric,
  oneOf,
  plainText,
  type Rule,
  stringOr,
  text,
  url,
} from '../leaf.ts';
import { binary, bytes, fileId } from '../media-leaves.ts';

/*
 * The parts that messages, tool results and prompt variables are made of.
 * https://platform.openai.com/docs/api-reference/responses/create
 */

const breakpoint = fields({ mode: fixed, ttl: fixed });

const plainPart = fields({ type: keep, text, prompt_cache_breakpoint: breakpoint });

const image = fields({
  type: keep,
  detail: fixed,
  image_url: binary,
  file_id: fileId,
  prompt_cache_breakpoint: breakpoint,
});

const file = fields({
  type: keep,
  detail: fixed,
  file_data: binary,
  file_id: fileId,
  file_url: binary,
  filename: plainText,
  prompt_cache_breakpoint: breakpoint,
});

/** What an answer cites. All of it came from the provider, with the caller's own values put back into it. */
const annotation = fields({
  type: fixed,
  file_id: id,
  container_id: id,
  filename: plainText,
  title: plainText,
  url,
  index: numeric,
  start_index: numeric,
  end_index: numeric,
});

/** Log probabilities spell the text in pieces in which nothing can be found, and no model reads them. */
const outputText = fields({ type: keep, text, annotations: list(annotation), logprobs: drop });

export const part = oneOf('type', {
  input_text: plainPart,
  input_image: image,
  input_file: file,
  input_audio: fields({ type: keep, input_audio: media(fields({ data: bytes, format: fixed })) }),
  output_text: outputText,
  refusal: fields({ type: keep, refusal: text }),
  computer_screenshot: image,
  // As conversations give the parts of their items.
  text: plainPart,
  summary_text: plainPart,
  reasoning_text: plainPart,
});

/** A text, or parts. */
export const content: Rule = stringOr(text, list(part));
