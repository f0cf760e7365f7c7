import TestSupport
import Testing

/// A client in another language, which knows nothing of gedis.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisPyTests {
    @Test func callsOverTLSWithTheGeneratedCertificateAsItsRoot() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            let server = try await scratch.startAgain()
            let program = """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]), ssl=True, ssl_ca_certs=sys.argv[2])
                print(client.execute_command('system.ping'), client.ping())
                """
            let certificate = scratch.path("instances/server/main/tls/cert.pem")
            #expect(try await scratch.python(program, "\(server.port)", certificate) == "b'PONG' True")
        }
    }

    @Test func doesNotTrustAnotherCertificate() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            let server = try await scratch.startAgain()
            try await scratch.done("cert", "generate", "other", "--out", scratch.folder)
            let program = """
                import redis, redis.backoff, redis.retry, sys
                once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
                try:
                    redis.Redis(port=int(sys.argv[1]), ssl=True, ssl_ca_certs=sys.argv[2], retry=once).ping()
                except redis.exceptions.ConnectionError as error:
                    print('CERTIFICATE_VERIFY_FAILED' in str(error))
                """
            #expect(try await scratch.python(program, "\(server.port)", scratch.path("cert.pem")) == "True")
        }
    }

    @Test(arguments: [2, 3]) func storesAndReadsOverABackend(version: Int) async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=memory")
            let server = try await scratch.startServer("dbclient_instance=main")
            let program = """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]), protocol=int(sys.argv[2]))
                print(client.execute_command('system.get', 'name'))
                print(client.execute_command('system.set', 'name', 'víto'))
                print(client.execute_command('system.get', 'name').decode())
                pipeline = client.pipeline(transaction=False)
                for n in range(1000):
                    pipeline.execute_command('system.set', f'key{n}', f'value{n}')
                    pipeline.execute_command('SYSTEM.GET', f'key{n}')
                replies = pipeline.execute()
                print(all(replies[2 * n + 1] == f'value{n}'.encode() for n in range(1000)), len(replies))
                """
            let printed = try await scratch.python(program, "\(server.port)", "\(version)")
            #expect(printed.split(separator: "\n") == ["None", "b'OK'", "víto", "True 2000"])
        }
    }

    @Test func getsAnErrorWhenACommandNeedsABackendThatTheServerLacks() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let program = """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]))
                try:
                    client.execute_command('system.set', 'name', 'vito')
                except redis.exceptions.ResponseError as error:
                    print(error)
                print(client.execute_command('system.ping'))
                """
            let printed = try await scratch.python(program, "\(server.port)").split(separator: "\n")
            #expect(printed.first?.contains("needs a backend") == true)
            #expect(printed.first?.contains("dbclient_instance") == true)
            #expect(printed.last == "b'PONG'")
        }
    }

    @Test func callsOverAUnixSocket() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer("unixsocket=\(scratch.path("gedis.sock"))")
            let program = """
                import redis, sys
                print(redis.Redis(unix_socket_path=sys.argv[1]).execute_command('system.ping'))
                """
            #expect(try await scratch.python(program, scratch.path("gedis.sock")) == "b'PONG'")
        }
    }

    @Test(arguments: [2, 3]) func isLetInWithTheRightPasswordOnly(version: Int) async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=sésame")
            let program = """
                import redis, redis.backoff, redis.retry, sys
                once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
                def attempt(**arguments):
                    try:
                        client = redis.Redis(
                            port=int(sys.argv[1]), protocol=int(sys.argv[2]), retry=once, **arguments)
                        print(client.execute_command('system.ping').decode())
                    except redis.exceptions.RedisError as error:
                        print(type(error).__name__)
                attempt(password='sésame')
                attempt(username='default', password='sésame')
                attempt(password='wrong')
                attempt(username='admin', password='sésame')
                attempt()
                """
            let printed = try await scratch.python(program, "\(server.port)", "\(version)").split(separator: "\n")
            #expect(
                printed == ["PONG", "PONG", "AuthenticationError", "AuthenticationError", "AuthenticationError"])
        }
    }
}
