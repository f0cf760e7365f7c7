import TestSupport
import Testing

/// Servers behind a proxy that speaks the PROXY protocol.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ProxyProtocolTests {
    private static let start = """
        import socket, ssl, sys
        port, web, ca = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
        line = b'PROXY TCP4 192.0.2.7 127.0.0.1 4711 6379\\r\\n'
        binary = b'\\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x21\\x11\\0\\x0c' + bytes([192, 0, 2, 8, 127, 0, 0, 1, 0x12, 0x67, 1, 1])
        def ask(port, header, request):
            plain = socket.create_connection(('127.0.0.1', port), timeout=60)
            plain.sendall(header)
            if ca:
                context = ssl.create_default_context(cafile=ca)
                plain = context.wrap_socket(plain, server_hostname='localhost')
            plain.sendall(request)
            answer = b''
            while True:
                part = plain.recv(65536)
                if not part: return answer
                answer += part
        list = b'CLIENT LIST\\r\\nQUIT\\r\\n'
        call = b'POST /call/system.ping HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n'
        assert b' addr=192.0.2.7:4711 ' in ask(port, line, list)
        assert b' addr=192.0.2.8:4711 ' in ask(port, binary, list)
        for header in [line, binary]:
            assert ask(web, header, call).startswith(b'HTTP/1.1 200 '), ask(web, header, call)
            assert ask(web, header + b'', call.replace(b'POST /call/system.ping', b'GET /healthz')).startswith(b'HTTP/1.1 200 ')
        for where in [port, web]:
            for header in [b'', b'PROXY TCP4 1\\r\\n', binary[:12] + b'\\x31' + binary[13:]]:
                try:
                    answer = ask(where, header, list)
                except (ssl.SSLError, OSError):
                    answer = b''
                assert answer == b'', (where, header, answer)
        """

    @Test(arguments: [false, true]) func theHeaderComesBeforeTLSAndHTTP(isSecure: Bool) async throws {
        try await withScratch { scratch in
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "proxy_protocol=true", "web.proxy_protocol=true",
                "ssl=\(isSecure)", "log_level=debug", "proxy_from=10.0.0.0/8 127.0.0.1 ::1")
            if isSecure { try await scratch.done("cert", "generate", "main") }
            let server = try await scratch.startAgain()
            let web = try #require(server.greeting.firstMatch(of: #/ · web at \w+://localhost:(\d+)/ · /#)?.1)
            let certificate = isSecure ? scratch.path("instances/server/main/tls/cert.pem") : ""
            try await scratch.python(Self.start, "\(server.port)", String(web), certificate)
            #expect(server.isRunning)
        }
    }

    @Test func aListOfProxiesIsChecked() async throws {
        try await withScratch { scratch in
            let wrong = try await scratch.gedis("server", "create", "main", "proxy_from=localhost")
            #expect(wrong.errors.contains("'localhost' is neither an address nor a range such as 10.0.0.0/8 or ::1"))
            try scratch.write(
                "proxy_protocol: true\nproxy_from: [0.0.0.0/0]\n", to: "instances/server/main.yaml")
            let open = try await scratch.gedis("config", "validate")
            #expect(open.output.contains("server/main.yaml:2:13: proxy_from: whoever connects can say any address"))
            try scratch.write("proxy_protocol: true\nproxy_from: []\n", to: "instances/server/main.yaml")
            let closed = try await scratch.gedis("config", "validate")
            #expect(closed.code == 2 && closed.output.contains("proxy_from: no one may connect"))
        }
    }
}
