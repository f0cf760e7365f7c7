import GedisConfig
import TestSupport
import Testing

@testable import GedisHost

@Suite struct RunningServerTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    @Test func aServerThatDoesNotRunAnswersNothing() async throws {
        try scratch.create(.server)
        let server = RunningServer("main", in: try scratch.workspace())
        #expect(server.pid == nil && server.supervisor == nil)
        #expect(try await server.status() == nil)
        #expect(try await !server.reload())
        #expect(try await !server.stop())
    }

    @Test func aServerThatTakesAFreePortIsReachedOnlyWhileItRuns() async throws {
        try scratch.create(.server, "main", ["port": "0"])
        let workspace = try scratch.workspace()
        let error = await #expect(throws: HostError.self) { _ = try await workspace.connect(client: "main") }
        #expect(error?.code == .unreachable)
    }
}
