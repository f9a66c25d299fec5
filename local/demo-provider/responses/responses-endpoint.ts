import { newId } from '../compose.ts';
import { type Endpoint, now } from '../endpoint.ts';
import { answerStreamed } from './answer-streamed.ts';
import { composeOutput } from './compose-output.ts';
import { readResponsesRequest } from './read-responses-request.ts';
import { refuseResponses } from './refuse-responses.ts';
import { endedResponse, type ResponseHead } from './response-object.ts';

/** OpenAI's responses, plain and streamed. Nothing is kept, whatever `store` says. */
export const RESPONSES_ENDPOINT: Endpoint = {
  refuse: refuseResponses,
  answer: (body) => {
    const request = readResponsesRequest(body);
    const output = composeOutput(request);
    const head: ResponseHead = { id: newId('resp_demo'), createdAt: now() };
    return request.streamed
      ? { kind: 'streamed', frames: answerStreamed(head, request, output) }
      : { kind: 'plain', body: endedResponse(head, request, output, now()) };
  },
};
