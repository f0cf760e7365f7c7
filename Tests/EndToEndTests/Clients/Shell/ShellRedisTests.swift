import TestSupport
import Testing

/// The shell of a real redis-server.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ShellRedisTests {
    @Test func repliesHintsAndHelpAreAsForAServerOfOnesOwn() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock'):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    shell.type('GE\\t')
                    shell.expect('GETSET')
                    shell.type('T \\t')
                    shell.type('k\\r')
                    shell.expect('(nil)')
                    shell.type('set k "a\\\\x00b"\\r')
                    shell.expect('OK')
                    shell.type('get k\\r')
                    shell.expect('"a\\\\x00b"')
                    shell.type('config get maxmemory\\r')
                    shell.expect('1# "maxmemory" => "0"')
                    shell.type('client ')
                    shell.expect('A container for client connection commands')
                    shell.type('setname ')
                    shell.expect('connection-name')
                    shell.type('me\\r')
                    shell.expect('OK')
                    shell.type('select 3\\r')
                    shell.expect('redis[3]> ')
                    shell.type('\\x04')
                    assert shell.end()[0] == 0
                """)
        }
    }

    @Test(arguments: ["+hello", "-hello"])
    func messagesAreReadUntilCtrlC(hello: String) async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock', '--user', 'default', 'on', 'nopass', '~*', '&*', '+@all', sys.argv[1]):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    shell.type('subscribe news\\r')
                    shell.expect('1) "subscribe"')
                    shell.expect('3) (integer) 1')
                    run('redis-cli', '-s', 'redis.sock', 'publish', 'news', 'hello')
                    shell.expect('3) "hello"')
                    shell.type('\\x03')
                    shell.expect('redis> ')
                    shell.type('monitor\\r')
                    shell.expect('OK')
                    run('redis-cli', '-s', 'redis.sock', 'echo', 'seen')
                    shell.expect('"echo" "seen"')
                    shell.type('\\x03')
                    shell.expect('redis> ')
                    shell.type('blpop list 0\\r')
                    shell.expect('blpop list 0')
                    shell.type('\\x03')
                    shell.expect('not waited for any more')
                    shell.type('echo alive\\r')
                    shell.expect('"alive"')
                    shell.type('exit\\r')
                    assert shell.end()[0] == 0
                """, hello)
        }
    }

    @Test func whatIsTypedWhileALineIsCarriedOutIsNotLost() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock'):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    def blocked():
                        while 'blocked_clients:1' not in run('redis-cli', '-s', 'redis.sock', 'info', 'clients'): pass
                    shell.type('blpop list 0\\r')
                    blocked()
                    shell.type('\\x03')
                    shell.expect('not waited for any more')
                    shell.type('blpop list 0.2\\recho one\\rec')
                    shell.type('ho two\\r')
                    shell.expect('"one"')
                    shell.expect('"two"')
                    shell.type('blpop list 0\\recho dropped\\r')
                    blocked()
                    shell.type('\\x03echo three\\r\\x04')
                    shell.expect('not waited for any more')
                    shell.expect('"three"')
                    status, rest = shell.end()
                    assert status == 0 and 'dropped' not in rest, rest
                """)
        }
    }

    @Test func theTerminalIsLeftAsItWasFoundAlsoByASignal() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock'):
                    for end in ['exit\\r', 'blpop list 0\\r', 'subscribe news\\r', 'half']:
                        shell = Terminal('client', 'shell', 'redis')
                        shell.expect('redis> ')
                        found = shell.attributes
                        assert termios.tcgetattr(shell.descriptor) != found
                        shell.type(end)
                        if end != 'exit\\r':
                            shell.expect(end.strip())
                            os.kill(shell.pid, signal.SIGTERM)
                        status, rest = shell.end()
                        assert status == 0, rest
                        assert termios.tcgetattr(shell.descriptor) == found
                """)
        }
    }

    @Test func messagesGoOnWhenTheServerComesBack() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock'):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    shell.type('subscribe news\\r')
                    shell.expect('3) (integer) 1')
                shell.expect('asking again for the messages')
                with server('redis.sock'):
                    shell.expect('3) (integer) 1')
                    run('redis-cli', '-s', 'redis.sock', 'publish', 'news', 'again')
                    shell.expect('3) "again"')
                    shell.type('\\x03')
                    shell.expect('redis> ')
                    shell.type('exit\\r')
                    assert shell.end()[0] == 0
                """)
        }
    }

    @Test func aMessageThatComesMeanwhileStandsAboveTheLine() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock'):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    shell.type('client tracking on bcast\\r')
                    shell.expect('OK')
                    shell.type('echo half')
                    shell.expect('Echo the given string')
                    run('redis-cli', '-s', 'redis.sock', 'set', 'key', 'value')
                    shell.expect('1) "invalidate"')
                    shell.expect('redis> echo half')
                    shell.type('-typed\\r')
                    shell.expect('"half-typed"')
                    shell.type('exit\\r')
                    assert shell.end()[0] == 0
                """)
        }
    }

    @Test func aPasswordThatWasTypedCountsForTheNextConnection() async throws {
        try await withClient { scratch in
            try await scratch.terminal(
                """
                with server('redis.sock', '--requirepass', 'geheim'):
                    shell = Terminal('client', 'shell', 'redis')
                    shell.expect('redis> ')
                    shell.type('get a\\r')
                    shell.expect('NOAUTH')
                    shell.type('auth geheim\\r')
                    shell.expect('OK')
                    shell.type('set a ')
                    shell.expect('value')
                    shell.type('1\\r')
                    shell.expect('OK')
                    shell.type('client kill type normal skipme no\\r')
                    shell.expect('connected again')
                    shell.type('get a\\r')
                    shell.expect('"1"')
                    shell.type('exit\\r')
                    assert shell.end()[0] == 0
                """)
            #expect(try !scratch.read("state/gedis/shell_history").contains("geheim"))
        }
    }

    private func withClient(_ body: (Scratch) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("client", "create", "redis", "unix://\(scratch.path("redis.sock"))")
            try await body(scratch)
        }
    }
}
