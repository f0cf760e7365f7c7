import TestSupport
import Testing

/// What the OpenAPI document says. `scripts/openapi` has schemathesis ask whether the server holds to it.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct OpenAPITests {
    @Test func itSaysWhatPeopleAndToolsAskFor() async throws {
        try await withWebServer("password=sesame") { web in
            try web.scratch.write(
                """
                import GedisKit

                /// Images.
                struct Images {
                    /// Turns an image.
                    ///
                    /// Twice is upside down.
                    /// ```json
                    /// {"image": "text", "times": 2}
                    /// ```
                    /// ```json
                    /// ["text"]
                    /// ```
                    /// - Returns: the image, turned.
                    func turn(_ image: [UInt8], _ times: Int = 1) -> [UInt8]? { image }

                    func text(_ words: String...) -> String { words.joined() }
                }
                """, to: "images.swift")
            try await web.scratch.done("server", "add", "main", "images.swift")
            let printed = try await web.python(
                """
                import json, urllib.request
                from openapi_spec_validator import OpenAPIV31SpecValidator
                headers = {'Authorization': 'Bearer sesame'}
                request = urllib.request.Request(f'http://localhost:{port}/openapi.json', headers=headers)
                document = json.load(urllib.request.urlopen(request))
                OpenAPIV31SpecValidator(document).validate()
                print(document['security'], *[tag['name'] for tag in document['tags']], document['tags'][1]['description'])
                turn = document['paths']['/call/images.turn']['post']
                body, answers = turn['requestBody']['content'], turn['responses']
                print(list(body), [example['value'] for example in body['application/json']['examples'].values()])
                print(answers['200']['description'], list(answers['200']['content']), sorted(answers))
                in_order = body['application/json']['schema']['oneOf'][1]
                print(len(in_order['prefixItems']), in_order['minItems'], in_order['maxItems'], 'items' in in_order)
                text = document['paths']['/call/images.text']['post']['requestBody']['content']
                print(list(text), text['application/json']['schema']['oneOf'][1])
                print(*[path for path in document['paths'] if not path.startswith('/call/')])
                """)
            #expect(
                printed == [
                    "[{'basic': []}, {'bearer': []}] calc images system gedis Images.",
                    "['application/json'] [{'image': 'text', 'times': 2}, ['text']]",
                    "the image, turned. ['application/json', 'application/octet-stream'] ['200', '204', 'default']",
                    "2 1 2 True",
                    "['application/json'] {'type': 'array', 'minItems': 0, 'items': {'type': 'string'}}",
                    "/call /events",
                ])
        }
    }
}
