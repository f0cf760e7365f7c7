import TestSupport
import Testing

/// What a person sees who uses redis-cli in a terminal.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HintTests {
    @Test func redisCliHintsAtTheArgumentsOfANamespacesCommandAndHelpsWithIt() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.shop, to: "shop.swift")
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "shop.swift")
            try scratch.write(Source.orders, to: "orders.swift")
            try await scratch.done("server", "add", "main", "orders.swift")
            try await scratch.tmux("-f", "/dev/null", "new-session", "-d", "redis-cli", "-p", "\(server.port)")
            do {
                try await scratch.screen(shows: "127.0.0.1:\(server.port)>")
                try await scratch.tmux("send-keys", "shop.total ")
                try await scratch.screen(shows: "> shop.total price:Double [count:Int=1]")
                try await scratch.tmux("send-keys", "2.5 3", "Enter")
                try await scratch.screen(shows: #""7.5""#)
                try await scratch.tmux("send-keys", "help shop.total", "Enter")
                try await scratch.screen(shows: "summary: What some pieces cost together.")
                try await scratch.tmux("send-keys", "orders.place ")
                try await scratch.screen(shows: "> orders.place order:Order [small|extra-large]")
            } catch {
                _ = try? await scratch.tmux("kill-server")
                throw error
            }
            try await scratch.tmux("kill-server")
        }
    }
}

extension Scratch {
    /// Has the terminal multiplexer of this test do something.
    @discardableResult
    fileprivate func tmux(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> String
    {
        let outcome = try await run("tmux", ["-S", path("tmux")] + words, environment: ["TERM": "xterm"])
        try #require(outcome.code == 0, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Waits until a text is on the screen.
    fileprivate func screen(shows text: String) async throws {
        while try await !tmux("capture-pane", "-p").contains(text) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
