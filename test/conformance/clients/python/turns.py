"""Several turns: a loop of tool calls, and what is kept of it."""

import json

from openai import OpenAI, pydantic_function_tool
from pydantic import BaseModel


class FindChart(BaseModel):
    """Finds a chart."""

    patient_name: str
    record_number: str


TOOL = {
    "type": "function",
    "name": "find_chart",
    "parameters": pydantic_function_tool(FindChart)["function"]["parameters"],
    "strict": True,
}


def outputs_for(response, chart: dict) -> tuple[list, list]:
    calls = [item for item in response.output if item.type == "function_call"]
    outputs = [
        {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps(chart)} for call in calls
    ]
    return [json.loads(call.arguments) for call in calls], outputs


def by_previous_response(client: OpenAI, model: str, input: str, chart: dict) -> dict:
    first = client.responses.create(model=model, input=input, tools=[TOOL])
    queried, outputs = outputs_for(first, chart)
    last = client.responses.create(model=model, input=outputs, tools=[TOOL], previous_response_id=first.id)
    return {"queried": queried, "text": last.output_text}


def by_conversation(client: OpenAI, model: str, input: str, chart: dict) -> dict:
    conversation = client.conversations.create(metadata={"ward": "3"}).id
    first = client.responses.create(model=model, input=input, tools=[TOOL], conversation=conversation)
    queried, outputs = outputs_for(first, chart)
    with client.responses.stream(model=model, input=outputs, tools=[TOOL], conversation=conversation) as events:
        last = events.get_final_response()
    items = list(client.conversations.items.list(conversation, order="asc", limit=2))
    client.conversations.delete(conversation)
    return {
        "queried": queried,
        "text": last.output_text,
        "types": [item.type for item in items],
        "items": [item.model_dump(mode="json") for item in items],
    }


def by_history(client: OpenAI, model: str, input: str, chart: dict) -> dict:
    history: list = [{"role": "user", "content": input}]
    asked = {"model": model, "store": False, "include": ["reasoning.encrypted_content"]}
    first = client.responses.create(**asked, input=history, tools=[TOOL], reasoning={"effort": "low"})
    queried, outputs = outputs_for(first, chart)
    history += [*first.output, *outputs]
    last = client.responses.create(**asked, input=history, tools=[TOOL], reasoning={"effort": "low"})
    return {"queried": queried, "text": last.output_text, "sent_back": [item.type for item in first.output]}


def keep_and_delete(client: OpenAI, model: str, input: str) -> dict:
    created = client.responses.create(model=model, input=input, metadata={"ward": "3"})
    found = client.responses.retrieve(created.id)
    items = client.responses.input_items.list(created.id).data
    client.responses.delete(created.id)
    return {
        "id": created.id,
        "same": found.to_dict() == created.to_dict(),
        "text": found.output_text,
        "metadata": found.metadata,
        "input": [item.to_dict() for item in items],
    }


def retrieve(client: OpenAI, id: str) -> dict:
    return client.responses.retrieve(id).to_dict()


def replay(client: OpenAI, model: str, input: str) -> dict:
    """A stored stream read once more, from its middle."""
    with client.responses.create(model=model, input=input, stream=True) as events:
        heard = [event.to_dict() for event in events]
    id = heard[0]["response"]["id"]
    with client.responses.retrieve(id, stream=True, starting_after=10) as events:
        again = [event.to_dict() for event in events]
    unpadded = [[{**event, "obfuscation": None} for event in some] for some in (heard[11:], again)]
    return {"heard": len(heard), "again": len(again), "same": unpadded[0] == unpadded[1]}
