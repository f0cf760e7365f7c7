import Foundation
import TestSupport
import Testing

/// What a server says of its commands over HTTP, and its page.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WebDocumentTests {
    private struct List: Decodable {
        struct Namespace: Decodable {
            var name: String
            var summary: String
            var commands: [Command]
        }

        struct Command: Decodable {
            var name: String
            var summary: String
            var parameters: [Parameter]
            var returns: String
        }

        struct Parameter: Decodable, Equatable {
            var name: String
            var type: String
            var help: String
            var required: Bool
            var variadic: Bool
            var `default`: String?
        }

        var namespaces: [Namespace]
    }

    @Test func showsEachUserTheCommandsThatAreTheirs() async throws {
        try await withWebServer(
            "password=sesame", "users.vito.password=geheim", "users.vito.commands=calc.* -calc.fail"
        ) { web in
            func list(_ user: String) async throws -> List {
                let answer = try await web.curl("/commands", ["--user", user])
                return try JSONDecoder().decode(List.self, from: Data(answer.body.utf8))
            }
            let all = try await list(":sesame")
            #expect(all.namespaces.map(\.name) == ["calc", "system"])
            #expect(all.namespaces.first?.summary == "Arithmetic.")
            let sum = try #require(all.namespaces.first?.commands.first { $0.name == "calc.sum" })
            #expect(sum.summary == "Adds two numbers." && sum.returns == "Int")
            #expect(
                sum.parameters == [
                    .init(name: "a", type: "Int", help: "the first term", required: true, variadic: false),
                    .init(name: "b", type: "Int", help: "", required: false, variadic: false, default: "2"),
                ])
            let some = try await list("vito:geheim")
            #expect(some.namespaces.map(\.name) == ["calc"])
            #expect(some.namespaces.first?.commands.contains { $0.name == "calc.fail" } == false)
            #expect(try await web.curl("/commands").status == 401)
            #expect(try await web.curl("/openapi.json").status == 401)
        }
    }

    @Test func describesItselfInValidOpenAPI() async throws {
        try await withWebServer { web in
            let program = """
                import json, urllib.request
                from openapi_spec_validator import OpenAPIV31SpecValidator
                document = json.load(urllib.request.urlopen(f'http://localhost:{port}/openapi.json'))
                OpenAPIV31SpecValidator(document).validate()
                call = document['paths']['/call/calc.sum']['post']
                by_name, in_order = call['requestBody']['content']['application/json']['schema']['oneOf']
                print(by_name['properties']['b'], by_name['required'], in_order['minItems'], in_order['maxItems'])
                print(call['responses']['200']['content']['application/json']['schema'])
                """
            let printed = try await web.python(program)
            #expect(printed == ["{'type': 'integer', 'default': 2} ['a'] 1 2", "{'type': 'integer'}"])
        }
    }

    @Test func servesItsPageFromTheProgramConfinedToItself() async throws {
        try await withWebServer { web in
            let page = try await web.curl("/", ["--include"])
            #expect(page.status == 200 && page.body.contains("<!doctype html>"))
            for field in [
                "Content-Type: text/html; charset=utf-8", "X-Content-Type-Options: nosniff",
                "Referrer-Policy: no-referrer", "Content-Security-Policy: default-src '",
            ] { #expect(page.body.contains("\n\(field)"), "\(field)") }
            let head = try await web.curl("/", ["--head"])
            #expect(head.status == 200 && !head.body.contains("<"))
            #expect(try await web.curl("/%2e%2e/etc/passwd").status == 404)
        }
    }
}
