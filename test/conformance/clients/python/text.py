"""One answer: plain, streamed in both ways, and parsed into a model."""

import asyncio

from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel


class Visit(BaseModel):
    patient_name: str
    record_number: str
    urgent: bool


def create(client: OpenAI, **asked) -> dict:
    response = client.responses.create(**asked)
    return {"id": response.id, "text": response.output_text, "status": response.status}


def iterate(client: OpenAI, **asked) -> dict:
    with client.responses.create(**asked, stream=True) as events:
        heard = list(events)
    deltas = [event.delta for event in heard if event.type == "response.output_text.delta"]
    return {"types": [event.type for event in heard], "deltas": deltas}


def stream(client: OpenAI, **asked) -> dict:
    with client.responses.stream(**asked) as events:
        snapshots = [event.snapshot for event in events if event.type == "response.output_text.delta"]
        final = events.get_final_response()
    return {"last_snapshot": snapshots[-1], "text": final.output_text, "pieces": len(snapshots)}


def stream_async(client: OpenAI, **asked) -> dict:
    async def streamed() -> dict:
        own = AsyncOpenAI(api_key=client.api_key, base_url=client.base_url, max_retries=0)
        async with own, own.responses.stream(**asked) as events:
            return {"text": (await events.get_final_response()).output_text}

    return asyncio.run(streamed())


def parse(client: OpenAI, **asked) -> dict:
    plain = client.responses.parse(**asked, text_format=Visit)
    with client.responses.stream(**asked, text_format=Visit) as events:
        streamed = events.get_final_response()
    return {"plain": plain.output_parsed.model_dump(), "streamed": streamed.output_parsed.model_dump()}
