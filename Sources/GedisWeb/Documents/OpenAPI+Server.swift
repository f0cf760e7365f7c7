import GedisKit

// What the server offers besides the commands.

extension OpenAPI {
    /// The tag of what is no namespace's.
    static let ownTag = "gedis"

    /// Bytes as they are.
    static let octets = Value.Entry(.string(MediaType.octets), ["schema": ["type": "string", "format": "binary"]])

    /// What is answered where something fails.
    static let failure = Value.Entry("default", ["$ref": "#/components/responses/Error"])

    /// Several calls in a request, and what is published.
    static let serverPaths: [Value.Entry] = [
        Value.Entry(
            "/call",
            [
                "post": [
                    "operationId": "call", "tags": [.string(ownTag)], "summary": "Calls several commands.",
                    "description": "Each is answered by itself, in their order.",
                    "requestBody": [
                        "required": true, "content": .map([Value.Entry(.string(MediaType.json), ["schema": batch])]),
                    ],
                    "responses": .map([
                        Value.Entry(
                            "200",
                            [
                                "description": "What became of each call.",
                                "content": .map([Value.Entry(.string(MediaType.json), ["schema": batchAnswer])]),
                            ]), failure,
                    ]),
                ]
            ]),
        Value.Entry(
            "/events",
            [
                "get": [
                    "operationId": "events", "tags": [.string(ownTag)], "summary": "What is published, as it comes.",
                    "description": "A stream of events, which does not end. At least one channel or pattern is needed.",
                    "parameters": [
                        query("channel", "The name of a channel."),
                        query("pattern", "A pattern that channels' names fit, such as `news.*`."),
                    ],
                    "responses": .map([
                        Value.Entry(
                            "200",
                            [
                                "description":
                                    "Each event's data is an object with the channel, the message, and the pattern if any.",
                                "content": ["text/event-stream": ["schema": ["type": "string"]]],
                            ]), failure,
                    ]),
                ]
            ]),
    ]

    private static let batch: Value = [
        "type": "array", "maxItems": .integer(BatchAnswer.mostCalls),
        "items": [
            "title": "BatchCall", "type": "object", "required": ["command"], "additionalProperties": false,
            "properties": [
                "command": ["type": "string", "description": "The command's full name."],
                "arguments": [
                    "description": "As in a call of the command alone.",
                    "oneOf": [
                        ["title": "BatchCallArguments", "type": "object", "additionalProperties": [:]],
                        ["type": "array", "items": [:]],
                    ],
                ],
            ],
        ],
    ]

    private static let batchAnswer: Value = [
        "type": "array",
        "items": [
            "oneOf": [
                [
                    "title": "BatchResult", "type": "object", "required": ["result"], "additionalProperties": false,
                    "properties": ["result": ["description": "What the command returns."]],
                ], ["$ref": .string("#/components/schemas/\(error)")],
            ]
        ],
    ]

    private static func query(_ name: String, _ text: String) -> Value {
        [
            "name": .string(name), "in": "query", "description": .string(text), "explode": true,
            "schema": ["type": "array", "items": ["type": "string"]],
        ]
    }
}
