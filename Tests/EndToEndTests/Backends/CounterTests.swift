import Foundation
import TestSupport
import Testing

/// Counting by several clients of several servers over one store.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CounterTests {
    private static let greet = URL(filePath: #filePath).appending(path: "../../../../instances/server/main/greet.swift")
        .standardized.path

    @Test(arguments: [Store.memory, .sqlite, .redis, .cluster])
    func noIncrementIsLost(_ store: Store) async throws {
        try await withScratch { scratch in
            try await store.run(in: scratch) { settings in
                try await scratch.define("data", settings)
                // A store in memory is one server's own.
                let names = store.keepsValues ? ["one", "two"] : ["one"]
                var ports: [Int] = []
                for name in names {
                    try await scratch.done("server", "create", name, "port=0", "dbclient_instance=data")
                    try await scratch.done("server", "add", name, Self.greet)
                    ports.append(
                        try RunningServer(
                            greeting: try await scratch.done("server", "start", name, "--detach")
                        ).port)
                }
                let program = """
                    import redis, sys, threading
                    ports = [int(port) for port in sys.argv[1].split(',')]
                    def count(number):
                        client = redis.Redis(port=ports[number % len(ports)])
                        for _ in range(50):
                            client.execute_command('greet.count', 'vito')
                            client.execute_command('system.incr', 'visits', 2)
                    threads = [threading.Thread(target=count, args=(number,)) for number in range(8)]
                    for thread in threads: thread.start()
                    for thread in threads: thread.join()
                    for port in ports:
                        client = redis.Redis(port=port)
                        print(client.execute_command('greet.count', 'vito'), client.execute_command('system.get', 'visits'))
                    """
                let printed = try await scratch.python(program, ports.map(String.init).joined(separator: ","))
                let expected = ports.indices.map { "\(401 + $0) 800" }
                #expect(printed.split(separator: "\n").map(String.init) == expected)
            }
        }
    }

    @Test func theBuiltInNamespaceCountsDeletesAndLists() async throws {
        try await withScratch { scratch in
            try await scratch.define("data", ["type=memory"])
            let server = try await scratch.startServer("dbclient_instance=data")
            let program = """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]), protocol=3)
                call = client.execute_command
                print(call('system.incr', 'a'), call('system.incr', 'a', 41), call('system.incr', 'a', -2))
                call('system.set', 'text', '7')
                print(call('system.incr', 'text'), call('system.get', 'text'))
                call('system.set', 'text', 'seven')
                try:
                    call('system.incr', 'text')
                except redis.exceptions.ResponseError as error:
                    print(error)
                for number in range(5): call('system.set', f'n/{number}', 'x')
                page = call('system.keys', 'n/', '', 3)
                print(page)
                print(call('system.keys', 'n/', page[b'next'], 3))
                print(call('system.delete', 'n/0', 'n/1', 'none'), call('system.keys'))
                """
            let printed = try await scratch.python(program, "\(server.port)")
            #expect(
                printed.split(separator: "\n").map(String.init) == [
                    "1 42 40", "8 8",
                    "BACKEND system text: the value is no whole number, so nothing can be added to it",
                    "{b'keys': [b'n/0', b'n/1', b'n/2'], b'next': b'n/2'}", "{b'keys': [b'n/3', b'n/4']}",
                    "2 {b'keys': [b'a', b'n/2', b'n/3', b'n/4', b'text']}",
                ])
        }
    }

    @Test func aBackendThatCannotCountSaysSo() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.define("data", ["type=gun", "url=ws://127.0.0.1:\(port)/gun"])
            let server = try await scratch.startServer("dbclient_instance=data")
            try await scratch.gun(port) {
                let connection = try RawConnection(port: server.port)
                #expect(
                    try connection.call("system.incr", "a")
                        == "-BACKEND this type of backend has no increment: it cannot add to a value in one step\r\n")
            }
        }
    }
}
