"""Chat completions: plain, streamed in both ways, parsed."""

from openai import OpenAI

from text import Visit


def asking(model: str, input: str) -> dict:
    return {"model": model, "messages": [{"role": "user", "content": input}]}


def create(client: OpenAI, model: str, input: str) -> dict:
    completion = client.chat.completions.create(**asking(model, input))
    return {"text": completion.choices[0].message.content}


def iterate(client: OpenAI, model: str, input: str) -> dict:
    with client.chat.completions.create(**asking(model, input), stream=True) as chunks:
        deltas = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    return {"deltas": deltas}


def stream(client: OpenAI, model: str, input: str) -> dict:
    with client.chat.completions.stream(**asking(model, input)) as events:
        events.until_done()
        return {"text": events.get_final_completion().choices[0].message.content}


def parse(client: OpenAI, model: str, input: str) -> dict:
    completion = client.chat.completions.parse(**asking(model, input), response_format=Visit)
    return {"parsed": completion.choices[0].message.parsed.model_dump()}
