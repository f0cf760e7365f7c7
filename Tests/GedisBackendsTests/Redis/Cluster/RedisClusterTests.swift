import GedisBackends
import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisClusterTests {
    @Test func namespacesAreSpreadAndServersShareThem() async throws {
        try await RedisTestCluster.with { cluster in
            let one = try cluster.backend()
            let other = try cluster.backend(through: 2)
            try await one.connect()
            #expect(try await one.check().contains("a cluster of 3 servers with slots"))
            for number in 0..<60 { try await one.put("user \(number)", ["number": number]) }
            for number in 0..<60 { #expect(try await other.get("user \(number)", "number") == .integer(number)) }
            for server in cluster.servers {
                guard case .integer(let count) = try await server.call("DBSIZE") else { continue }
                #expect(count > 0)
            }
            for number in 0..<12 {
                let changes = try await other.changes("user \(number)")
                try await one.put("user \(number)", ["marker": number])
                #expect(try await changes.first { _ in true } == Change("marker", .integer(number)))
            }
            let alone = try cluster.servers[0].backend()
            let elsewhere = (0..<60).map { "user \($0)" }.first { cluster.owner(of: $0) != 0 } ?? ""
            let error = await #expect(throws: BackendError.self) { try await alone.get(elsewhere) }
            #expect(error?.message.hasPrefix("main: the server is one of a cluster, so cluster must be true") == true)
            for backend in [one, other, alone] { await backend.close() }
        }
    }

    @Test func manyRedirectionsReadTheTableOnce() async throws {
        try await RedisTestCluster.with { cluster in
            let backend = try cluster.backend()
            try await backend.put("user", ["name": "Mark"])
            let slot = HashSlot(of: RedisNode("user").name)
            let source = cluster.owner(of: "user")
            let target = (source + 1) % 3
            try await cluster.beginMove(slot, from: source, to: target)
            try await cluster.endMove(slot, from: source, to: target)
            let before = try await cluster.calls(of: "cluster|slots")
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        let value = try await backend.get("user", "name")
                        #expect(value == .string("Mark"))
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("the table is read again") { try await cluster.calls(of: "cluster|slots") > before }
            #expect(try await cluster.calls(of: "cluster|slots") - before < 10)
            await backend.close()
        }
    }

    @Test func aServerWithoutAClusterIsNamed() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend(["cluster": "true"])
            let error = BackendError(
                "main: ERR This instance has cluster support disabled (\(server.socket))", reason: .failed)
            await #expect(throws: error) { try await backend.connect() }
            await #expect(throws: error) { try await backend.get("user") }
            await backend.close()
        }
    }

    @Test func aServerThatDiesTakesOnlyItsSlotsAlong() async throws {
        try await RedisTestCluster.with { cluster in
            let backend = try cluster.backend()
            let namespaces = (0..<3).map { server in
                (0...).lazy.map { "user \($0)" }.first { cluster.owner(of: $0) == server } ?? ""
            }
            for namespace in namespaces { try await backend.put(namespace, ["name": "Mark"]) }
            // The one that the backend was given.
            let dead = cluster.servers[0]
            dead.kill()
            // Nobody else shall listen there meanwhile.
            let port = try HeldPort(dead.port)
            let refused = BackendError(
                "main: connection refused (\(RedisProcess.host):\(dead.port))", reason: .unreachable)
            // The first may still find the end of its connection.
            _ = try? await backend.get(namespaces[0], "name")
            await #expect(throws: refused) { try await backend.get(namespaces[0], "name") }
            await #expect(throws: refused) { try await backend.put(namespaces[0], ["name": "Zed"]) }
            for namespace in namespaces.dropFirst() {
                try await backend.put(namespace, ["name": "Zed"])
                #expect(try await backend.get(namespace, "name") == .string("Zed"))
            }
            port.release()
            try await dead.start()
            try await untilItWorks { try await backend.put(namespaces[0], ["age": 23]) }
            #expect(try await backend.get(namespaces[0]) == ["name": .string("Mark"), "age": .integer(23)])
            await backend.close()
        }
    }

    @Test func aReplicaThatTakesOverIsFound() async throws {
        try await RedisTestCluster.with(hasReplica: true) { cluster in
            let backend = try cluster.backend()
            let namespace = (0...).lazy.map { "user \($0)" }.first { cluster.owner(of: $0) == 0 } ?? ""
            let changes = try await backend.changes(namespace)
            try await backend.put(namespace, ["name": "Mark"])
            try await eventually("the replica has it too") { try await cluster.servers[3].call("DBSIZE") == 2 }
            cluster.servers[0].kill()
            let port = try HeldPort(cluster.servers[0].port)
            defer { port.release() }
            try await cluster.servers[3].call("CLUSTER", "FAILOVER", "TAKEOVER")
            try await untilItWorks { try await backend.put(namespace, ["age": 23]) }
            #expect(try await backend.get(namespace) == ["name": .string("Mark"), "age": .integer(23)])

            var reported: [Change] = []
            let error = await #expect(throws: BackendError.self) {
                for try await change in changes { reported.append(change) }
            }
            #expect(error?.reason == .lagged)
            #expect(reported == [Change("name", .string("Mark"))])
            let again = try await backend.changes(namespace)
            try await backend.put(namespace, ["name": "Zed"])
            #expect(try await again.first { _ in true } == Change("name", .string("Zed")))
            await backend.close()
        }
    }

    @Test func anyServerOfAListIsEnoughToBegin() async throws {
        try await RedisTestCluster.with { cluster in
            // One that refuses, and one that accepts and says nothing.
            let (refusing, silent) = (try HeldPort(), ScriptedRedis())
            defer { refusing.release() }
            let silentPort = try await silent.start(hangingUpOn: "NOTHING", times: 0)
            let ports = [refusing.number, silentPort, cluster.servers[0].port]
            for turn in 0..<3 {
                let addresses = (ports[turn...] + ports[..<turn]).map { "\(RedisProcess.host):\($0)" }
                let backend = try BackendType.redis.makeBackend(
                    name: "main",
                    settings: ["addresses": addresses.joined(separator: " "), "cluster": "true", "timeout": "60"])
                let changes = try AvailabilityChanges(of: backend)
                try await backend.connect()
                for number in 0..<10 { try await backend.put("user \(number)", ["turn": turn]) }
                // What was not of the cluster is no loss.
                #expect(changes.all.isEmpty)
                await backend.close()
            }
            try await silent.stop()
        }
    }

    @Test func aListOfWhichNoneAnswersIsReportedOnce() async throws {
        let held = [try HeldPort(), try HeldPort()]
        let addresses = held.map { "\(RedisProcess.host):\($0.number)" }
        let backend = try BackendType.redis.makeBackend(
            name: "main", settings: ["addresses": addresses.joined(separator: " "), "cluster": "true"])
        let changes = try AvailabilityChanges(of: backend)
        for _ in 0..<3 {
            let error = await #expect(throws: BackendError.self) { try await backend.get("user", "name") }
            #expect(error?.message.hasPrefix("main: connection refused (\(RedisProcess.host):") == true)
        }
        #expect(changes.all.count == 1)
        for port in held { port.release() }
        await backend.close()
    }

    @Test func itIsReportedThatAReplicaHasTakenOver() async throws {
        try await RedisTestCluster.with(hasReplica: true) { cluster in
            let backend = try cluster.backend(through: 1)
            let changes = try AvailabilityChanges(of: backend)
            let namespace = (0...).lazy.map { "user \($0)" }.first { cluster.owner(of: $0) == 0 } ?? ""
            try await backend.put(namespace, ["name": "Mark"])
            cluster.servers[0].kill()
            let port = try HeldPort(cluster.servers[0].port)
            defer { port.release() }
            let place = "\(RedisProcess.host):\(cluster.servers[0].port)"
            try await eventually("the loss is reported") {
                _ = try? await backend.get(namespace, "name")
                return !changes.all.isEmpty
            }
            #expect(
                changes.all == [.lost(BackendError("main: connection refused (\(place))", reason: .unreachable))])
            try await cluster.servers[3].call("CLUSTER", "FAILOVER", "TAKEOVER")
            try await untilItWorks { try await backend.put(namespace, ["age": 23]) }
            try await eventually("that it works again is reported") { changes.all.count == 2 }
            #expect(changes.all.last == .restored("\(RedisProcess.host):\(cluster.servers[3].port)"))
            await backend.close()
        }
    }
}
