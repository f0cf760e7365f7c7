import Foundation
import GedisBackends
import GedisKit
import Synchronization
import TestSupport
import Testing

@Suite(.takesTurns) struct SQLiteDurabilityTests {
    @Test func valuesAreThereWhenTheFileIsOpenedAgain() async throws {
        try await withScratchFolder { folder in
            for turn in 0..<3 {
                let backend = try sqlite(folder)
                #expect(try await backend.get("user").count == turn)
                try await backend.put("user", ["turn \(turn)": turn])
                await backend.close()
            }
        }
    }

    @Test func aKilledProcessLosesNoAcknowledgedPut() async throws {
        try await withScratchFolder { folder in
            for turn in 0..<50 {
                await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, turn = turn as Int] in
                    try await writeUntilKilled(folder, turn: turn)
                }
            }
            let acknowledged = try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)
                .split(separator: "\n").map(String.init)
            #expect(acknowledged.count >= 50 * 20)

            let backend = try sqlite(folder)
            let node = try await backend.get("killed")
            #expect(acknowledged.filter { node[$0] != .string("value of " + $0) } == [])
            #expect(try await backend.check().hasPrefix("holds \(node.count) keys in 1 namespaces"))
            await backend.close()
        }
    }
}

private func sqlite(_ folder: String) throws -> any ConnectedBackend {
    try BackendType.sqlite.makeBackend(name: "main", settings: ["path": folder + "/data.sqlite"])
}

/// Puts from four tasks, notes what was acknowledged in a file, and kills this process while puts are under way.
private func writeUntilKilled(_ folder: String, turn: Int) async throws {
    let backend = try sqlite(folder)
    let log = open(folder + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let acknowledged = Counter()
    await withThrowingTaskGroup { group in
        for task in 0..<4 {
            group.addTask {
                for index in 0... {
                    let key = "\(turn)/\(task)/\(index)"
                    try await backend.put("killed", [key: "value of " + key])
                    _ = (key + "\n").withCString { write(log, $0, strlen($0)) }
                    if acknowledged.increment() == 20 + turn { kill(getpid(), SIGKILL) }
                }
            }
        }
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
