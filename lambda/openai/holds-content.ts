/** A call counts from its name on: a client can show what is about to be done. */
const SAID_IN_CHAT =
  /"(?:content|refusal|reasoning|reasoning_content)":"[^"]|"tool_calls":\[\{|"function_call":\{/;

/** Events of responses are named, chunks of chat are not. */
const NAMED = /^event: ([^\n]*)/;
/** The others announce something, or say that it goes on. */
const SAID_IN_RESPONSES = /^response\.(?:[a-z_.]+\.delta|output_item\.done)$/;

/**
 * Whether a frame for the client holds something that the model said: not so the chunk that names a role, nor
 * `response.created`, which most providers send before they have a token.
 */
export const holdsContent = (frame: string): boolean => {
  const name = NAMED.exec(frame)?.[1];
  return name === undefined ? SAID_IN_CHAT.test(frame) : SAID_IN_RESPONSES.test(name);
};
