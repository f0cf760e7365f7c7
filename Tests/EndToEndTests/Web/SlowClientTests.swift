import TestSupport
import Testing

/// Clients that connect and never come to the point, however often they send a byte: `handshake_timeout` ends them on
/// each kind of port.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SlowClientTests {
    /// Says whether the server closes a connection that sends `start` and then a byte now and then.
    private static let program = """
        from concurrent.futures import ThreadPoolExecutor

        def connect(port):
            return socket.create_connection(('127.0.0.1', port), 60)

        def secure(port):
            context = ssl.create_default_context(cafile=ca)
            return context.wrap_socket(connect(port), server_hostname='localhost')

        def is_closed(connection, start, byte=b'x'):
            connection.settimeout(0.1)
            try:
                connection.sendall(start)
                for _ in range(300):
                    try:
                        if byte:
                            connection.sendall(byte)
                        if not connection.recv(65536):
                            return True
                    except TimeoutError:
                        pass
                return False
            except OSError:
                return True

        def together(*clients):
            with ThreadPoolExecutor(len(clients)) as pool:
                print(all(pool.map(lambda client: is_closed(*client), clients)))

        def pongs(client):
            return client.socket, b'', client.frame(10, b'')

        # The beginning of a record whose rest never comes.
        hello = bytes([0x16, 3, 1, 0x40, 0])
        head = b'POST /call/calc.sum HTTP/1.1\\r\\nHost: localhost\\r\\nX: '
        body = b'POST /call/calc.sum HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 9000\\r\\n\\r\\n['
        upgrade = b'GET /resp HTTP/1.1\\r\\nHost: localhost\\r\\nUpgrade: websocket\\r\\nX: '

        """

    @Test func beforeTLSIsAgreedOnAndAfter() async throws {
        try await withWebServer("handshake_timeout=3", "password=sesame", "ssl=true") { web in
            let printed = try await web.python(
                Self.program + """
                    together(
                        (connect(resp), b'', None), (connect(resp), hello), (connect(port), b'', None), (connect(port), hello),
                        (secure(resp), b'', None), (secure(resp), b'*2\\r\\n$4\\r\\nAUTH\\r\\n$9000\\r\\n'),
                        (secure(port), b'', None), (secure(port), head), (secure(port), body), (secure(port), upgrade),
                        pongs(WebSocket(port, ca=ca)))
                    """)
            #expect(printed == ["True"])
        }
    }

    @Test func withoutTLS() async throws {
        try await withWebServer("handshake_timeout=3", "password=sesame") { web in
            let printed = try await web.python(
                Self.program + """
                    known = WebSocket(port)
                    known.send(2, request('AUTH', 'sesame'))
                    print(known.receive())
                    together(
                        (connect(resp), b'', None), (connect(resp), b'AUTH '), (connect(port), b'', None),
                        (connect(port), head), (connect(port), body), (connect(port), upgrade), pongs(WebSocket(port)))
                    # Whoever has said who they are may stay.
                    known.send(2, request('system.ping'))
                    print(known.receive())
                    """)
            #expect(printed == [#"(2, b'+OK\r\n')"#, "True", #"(2, b'+PONG\r\n')"#])
        }
    }

    @Test func whoeverReadsAnAnswerSlowlyGetsAllOfItAndWhoeverReadsNothingIsEnded() async throws {
        try await withWebServer("handshake_timeout=3", "password=sesame") { web in
            let printed = try await web.python(
                Self.program + """
                    import time
                    count = 8 << 20
                    operator = connect(resp)
                    operator.sendall(b'AUTH sesame\\r\\n' + request('system.set', 'big', 'x' * count))
                    replies = operator.makefile('rb')
                    print(replies.readline(), replies.readline())

                    def ask(connection):
                        head = 'POST /call/system.get HTTP/1.1\\r\\nHost: localhost\\r\\nAuthorization: Bearer sesame\\r\\n'
                        head += f'Connection: {connection}\\r\\nContent-Length: 7\\r\\n\\r\\n["big"]'
                        client = socket.socket()
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
                        client.connect(('127.0.0.1', port))
                        client.sendall(head.encode())
                        # Until the answer has begun: to make another one takes the server a while.
                        client.recv(1, socket.MSG_PEEK)
                        return client

                    def read(client):
                        taken = 0
                        try:
                            while taken <= count and (bytes := client.recv(32768)):
                                taken += len(bytes)
                                time.sleep(0.02)
                        except ConnectionResetError:
                            pass
                        return taken > count

                    silent = [ask('keep-alive'), ask('close')]
                    with ThreadPoolExecutor() as pool:
                        print(list(pool.map(read, [ask('keep-alive'), ask('close')])))
                    while True:
                        operator.sendall(b'CLIENT LIST\\r\\n')
                        if replies.read(int(replies.readline()[1:]) + 2).count(b' addr=') == 1:
                            break
                    print([read(client) for client in silent])
                    """)
            #expect(printed == [#"b'+OK\r\n' b'+OK\r\n'"#, "[True, True]", "[False, False]"])
        }
    }
}
