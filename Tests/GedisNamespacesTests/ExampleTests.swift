import Foundation
import GedisKit
import GedisNamespaces
import Synchronization
import TestSupport
import Testing

/// The files of `Examples/Namespaces`, built as `gedis server add` builds them.
@Suite(.takesTurns) struct ExampleTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../Examples/Namespaces").standardized

    @Test func eachExampleHasATest() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.first != "." }
        // Those that are services are tested from outside, as servers serve them.
        #expect(
            files.sorted() == [
                "Images.swift", "Inventory.swift", "Jobs.swift", "Limiter.swift", "Orders.swift", "Proxy.swift",
                "Shortener.swift", "Spans.swift",
            ])
    }

    @Test func shortenerKeepsAddressesInTheBackend() async throws {
        let shortener = try await load("Shortener", backend: TestBackend())
        let address = "https://example.org/a/long/way"
        let made = await shortener.call("put", address)
        #expect(made.hasPrefix("$7|") || made.hasPrefix("$6|"))
        #expect(await shortener.call("put", address) == made)
        #expect(await shortener.call("get", String(made.dropFirst(3))) == "$\(address.count)|\(address)")
        #expect(await shortener.call("put", address, "way") == "$3|way")
        #expect(await shortener.call("put", "https://example.org/", "way") == "TAKEN way is another address' name")
        #expect(await shortener.call("put", "nowhere") == "ADDRESS nowhere is no address")
        #expect(await shortener.call("list", "1", String(made.dropFirst(3))) == "*1|$3|way")
        #expect(await shortener.call("forget", "way") == "#t")
        #expect(await shortener.call("forget", "way") == "#f")
        #expect(await shortener.call("get", "way") == "_")
    }

    @Test func limiterGivesAsManyTokensAsItHas() async throws {
        let limiter = try await load("Limiter")
        // So slow that none comes in again while the test runs.
        #expect(await limiter.call("take", "vito", "2", "1e-9").hasPrefix("%3|$7|allowed|#t|$4|left|:1|$4|wait|,0"))
        #expect(await limiter.call("take", "vito", "2", "1e-9").hasPrefix("%3|$7|allowed|#t|$4|left|:0|"))
        #expect(await limiter.call("take", "vito", "2", "1e-9").hasPrefix("%3|$7|allowed|#f|$4|left|:0|"))
        #expect(await limiter.call("take", "ann", "2", "1e-9").hasPrefix("%3|$7|allowed|#t|"))
        #expect(await limiter.call("reset", "vito") == "+OK")
        #expect(await limiter.call("take", "vito", "2", "1e-9").hasPrefix("%3|$7|allowed|#t|"))
        #expect(await limiter.call("take", "vito", "0") == "ERR size and rate must be above 0")
    }

    @Test func ordersArePublished() async throws {
        let published = Mutex<[String]>([])
        let events = Events { channel, message in
            published.withLock { $0.append(String(decoding: channel + [0x20] + message, as: UTF8.self)) }
            return 1
        }
        let orders = try await load("Orders", events: events)
        #expect(await orders.call("open", "vito") == ":1")
        #expect(await orders.call("open", "ann") == ":2")
        #expect(await orders.call("move", "1", "paid") == "+OK")
        #expect(await orders.call("move", "1", "open") == "STATE order 1 is paid already")
        #expect(await orders.call("move", "3", "paid") == "ORDER there is no order 3")
        #expect(await orders.call("move", "1", "lost").contains("must be one of open, paid, shipped"))
        #expect(await orders.call("state", "1") == "$4|paid")
        #expect(await orders.call("list", "vito") == "*1|:1")
        #expect(published.withLock(\.self) == ["orders 1 open", "orders 2 open", "orders 1 paid"])
    }

    @Test func spansAreReadAndWritten() async throws {
        let spans = try await load("Spans")
        #expect(await spans.call("seconds", "1h30m", "90s") == ":5490")
        #expect(await spans.call("seconds") == ":0")
        for text in ["", "90", "h", "1d", "9999999999999999999s", "9999999999999999h"] {
            #expect(
                await spans.call("seconds", text)
                    == "argument 1 'spans' must be a span of time such as 90s or 1h30m, got \"\(text)\"")
        }
        #expect(await spans.call("text", "5490") == "$8|1h31m30s")
        #expect(await spans.call("text", "0") == "$2|0s")
    }

    private func load(
        _ name: String, backend: (any Backend)? = nil, events: Events = .unheard
    ) async throws -> Namespace {
        let source = try NamespaceSource(path: Self.folder.appending(path: "\(name).swift").path)
        return try await NamespaceBuilder(cache: ScratchFolder.sharedCache() + "/namespaces").build(source)
            .load(in: Namespace.Environment(name: name.lowercased(), backend: backend, events: events))
    }
}
