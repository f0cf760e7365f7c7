import TestSupport
import Testing

/// RESP over WebSockets, by a client that sends exactly the frames it is given.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WebSocketTests {
    @Test(arguments: ["ssl=false", "ssl=true"]) func pipelinesAndListensAsOnTCP(assignment: String) async throws {
        try await withWebServer(assignment) { web in
            let program = """
                client = WebSocket(port, ca=ca)
                client.send(2, request('HELLO', '3'))
                print(client.receive()[1][:2])
                count = 10000
                client.send(2, b''.join(request('calc.sum', str(n), '1') for n in range(count)))
                expected = b''.join(b':%d\\r\\n' % (n + 1) for n in range(count))
                print(client.bytes(len(expected)) == expected)
                client.send(2, request('SUBSCRIBE', 'news'))
                print(client.receive()[1])
                other = WebSocket(port, ca=ca)
                other.send(2, request('PUBLISH', 'news', 'hi'))
                print(other.receive()[1])
                print(client.receive()[1])
                client.send(2, request('system.ping'))
                print(client.receive()[1])
                client.send(8, struct.pack('>H', 1000) + b'bye')
                print(client.receive(), client.file.read())
                other.send(2, request('QUIT'))
                print(other.receive()[1], other.close_code())
                """
            let printed = try await web.python(program)
            #expect(
                printed == [
                    "b'%7'", "True", #"b'>3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n'"#, #"b':1\r\n'"#,
                    #"b'>3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n'"#, #"b'+PONG\r\n'"#,
                    #"(8, b'\x03\xe8bye') b''"#, #"b'+OK\r\n' 1000"#,
                ])
        }
    }

    @Test func putsTogetherWhatComesInPieces() async throws {
        try await withWebServer { web in
            let program = """
                client = WebSocket(port)
                parts = request('calc.sum', '40')
                for index in range(len(parts)):
                    client.send(2 if index == 0 else 0, parts[index:index + 1], final=index == len(parts) - 1)
                    if index == 5:
                        client.send(9, b'still there?')
                print(client.receive(), client.receive())
                client.send(2, b'', final=False)
                client.send(0, request('calc.sum', '1'))
                print(client.receive())
                # A frame whose length takes 8 bytes, and every byte of its header for itself.
                client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                text = 'x' * 100003
                frame = client.frame(2, request('ECHO', text))
                for start in list(range(14)) + list(range(14, len(frame), 997)):
                    client.socket.sendall(frame[start:start + 1] if start < 14 else frame[start:start + 997])
                reply = b'$%d\\r\\n%s\\r\\n' % (len(text), text.encode())
                print(client.bytes(len(reply)) == reply)
                """
            let printed = try await web.python(program)
            #expect(
                printed == [
                    #"(10, b'still there?') (2, b':42\r\n')"#, #"(2, b':3\r\n')"#, "True",
                ])
        }
    }

    @Test func refusesWhatBreaksTheProtocolAndSaysWhy() async throws {
        try await withWebServer("max_request_size=1MB") { web in
            let program = """
                def code(*arguments, **options):
                    client = WebSocket(port)
                    client.send(*arguments, **options)
                    print(client.close_code(), client.file.read())
                def raw(data):
                    client = WebSocket(port)
                    client.socket.sendall(data)
                    print(client.close_code(), client.file.read())
                ping = request('PING')
                code(2, ping, masked=False)
                code(1, ping)
                code(2, ping, reserved=0x40)
                code(0, ping)
                code(3, ping)
                code(9, b'x' * 126)
                code(9, b'x', final=False)
                code(8, b'x')
                raw(bytes([0x82, 0xFF]) + struct.pack('>Q', 1 << 63) + bytes(4))
                raw(bytes([0x82, 0xFF]) + struct.pack('>Q', (1 << 20) + 1) + bytes(4))
                client = WebSocket(port)
                client.send(2, b'*1\\r\\n', final=False)
                client.send(2, ping)
                print(client.close_code())
                client = WebSocket(port)
                for index in range(3):
                    client.send(0 if index else 2, b'\\r\\n' * 200000, final=False)
                print(client.close_code())
                """
            let printed = try await web.python(program)
            #expect(
                printed == ["1002", "1003", "1002", "1002", "1002", "1002", "1002", "1002", "1009", "1009"].map {
                    "\($0) b''"
                } + ["1002", "1009"])
        }
    }

    @Test func takesLittleFromUnauthenticatedClientsAndAsksThemWhoTheyAre() async throws {
        try await withWebServer("password=sesame") { web in
            let program = """
                client = WebSocket(port)
                client.send(2, request('calc.sum', '1'))
                print(client.receive()[1])
                client.send(2, request('AUTH', 'sesame') + request('calc.sum', '1'))
                print(client.bytes(9))
                client = WebSocket(port)
                client.send(2, b'*2\\r\\n$4\\r\\nAUTH\\r\\n$16385\\r\\n')
                print(client.receive()[1], client.close_code())
                """
            let printed = try await web.python(program)
            #expect(
                printed == [
                    #"b'-NOAUTH Authentication required.\r\n'"#, #"b'+OK\r\n:3\r\n'"#,
                    #"b'-ERR Protocol error: unauthenticated bulk length\r\n' 1000"#,
                ])
        }
    }
}
