import Foundation
import TestSupport
import Testing

/// GUN on the web port, by a client that sends exactly the frames it is given.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct GunTests {
    /// A client of GUN over the frames of a WebSocket.
    private static let client = """
        import json, time
        class Peer:
            def __init__(self, path='/gun', **options):
                self.socket = WebSocket(port, path=path, **options)
                self.status = self.socket.status
            def send(self, *messages):
                for message in messages:
                    self.socket.send(1, (message if isinstance(message, str) else json.dumps(message)).encode())
            def receive(self):
                code, data = self.socket.receive()
                assert code == 1, (code, data)
                messages = json.loads(data)
                return messages if isinstance(messages, list) else [messages]
            def until(self, wanted):
                while True:
                    for message in self.receive():
                        if wanted(message):
                            return message
            def answer(self, id):
                return self.until(lambda message: message.get('@') == id)
        def put(id, soul, key, value, state=None):
            state = state or time.time() * 1000 - 1
            return {'#': id, 'put': {soul: {'_': {'#': soul, '>': {key: state}}, key: value}}}

        """

    @Test func whatPeersPutIsWhatCommandsRead() async throws {
        try await withWebServer("web.gun=true") { web in
            let program = """
                peer, other = Peer(), Peer()
                print(peer.receive()[0]['dam'])
                peer.send(put('p1', 'system', 'name', 'vito'))
                print(peer.answer('p1')['ok'])
                other.send({'#': 'g1', 'get': {'#': 'system'}})
                print(other.answer('g1')['put']['system']['name'])
                print(open('ready', 'w').close())
                print(other.until(lambda m: 'put' in m and '@' not in m)['put']['system']['name'])
                """
            async let printed = web.python(Self.client + program)
            try await eventually { FileManager.default.fileExists(atPath: web.scratch.path("ready")) }
            let got = try await web.scratch.redisCLI(web.server.port, "system.get", "name")
            #expect(got == "vito")
            let set = try await web.scratch.redisCLI(web.server.port, "system.set", "name", "Mark")
            #expect(set == "OK")
            let lines = try await printed
            #expect(lines == ["?", "True", "vito", "None", "Mark"])
            let information = try await web.scratch.redisCLI(web.server.port, "info", "gun")
            #expect(information.contains("gun_puts:1\r") || information.contains("gun_puts:1\n"))
        }
    }

    /// gun.js never sends a put of nested nodes where it hears that one is missing before it has the links to it.
    @Test func whatIsThereIsAnsweredBeforeWhatIsMissing() async throws {
        try await withWebServer("web.gun=true") { web in
            let program = """
                peer, other = Peer(), Peer()
                peer.send(put('p', 'u/outgoings', 'u/x', {'#': 'u/x'}))
                peer.answer('p')
                gets = [('m', 'u/x', 'messages'), ('l', 'u/outgoings', 'u/x')]
                peer.send([{'#': id, 'get': {'#': soul, '.': key}} for id, soul, key in gets])
                first = peer.until(lambda m: m.get('@') in ['l', 'm'])
                print(first['@'], first['put']['u/outgoings']['u/x'])
                print('put' in peer.answer('m'))
                # Others are asked for both.
                print(sorted(other.until(lambda m: 'get' in m)['#'] for _ in range(2)))
                """
            let printed = try await web.python(Self.client + program)
            #expect(printed == ["l {'#': 'u/x'}", "False", "['l', 'm']"])
        }
    }

    @Test func malformedFramesAreDroppedAndTheConnectionStays() async throws {
        try await withWebServer("web.gun=true") { web in
            let program = """
                peer = Peer()
                peer.send('', '[]', 'null', '123', 'text', '{"#":"x"', '[{"#":"x2"', '[null', '{}', '[[[[[[]]]]]]')
                peer.socket.send(2, b'\\x00\\xff')
                peer.send({'#': 'g0', 'get': {}}, {'#': 'g1', 'get': 'soul'})
                print(peer.answer('g0'), sep='')
                peer.send({'#': 'bad', 'put': {'s': {'_': {'#': 's', '>': {'k': 'x'}}, 'k': [1]}}})
                print('Invalid graph!' in peer.answer('bad')['err'])
                """
            let printed = try await web.python(Self.client + program)
            #expect(printed.count == 2 && printed[0].contains("'@': 'g0'") && !printed[0].contains("put"))
            #expect(printed.last == "True")
        }
    }

    @Test func originsHostsAndPathsAreCheckedAsElsewhere() async throws {
        try await withWebServer("web.gun=true", "web.gun_path=/graph") { web in
            let program = """
                for options in [{}, {'origin': 'https://evil.example'}, {'host': 'evil.example'}, {'path': '/gun'}]:
                    print(Peer(**({'path': '/graph'} | options)).status)
                """
            let printed = try await web.python(Self.client + program)
            #expect(printed == ["101", "403", "421", "404"])
            let answer = try await web.curl("/graph")
            #expect(answer.status == 426)
        }
    }

    @Test func usersWriteWhatTheyMayAndNothingElse() async throws {
        try await withWebServer(
            "web.gun=true", "users.vito.password=sesame", "users.vito.gun_read=app/* system",
            "users.vito.gun_write=app/* -app/locked", "users.mark.password=other"
        ) { web in
            let program = """
                import base64
                def basic(text):
                    return 'Basic ' + base64.b64encode(text.encode()).decode()
                print(Peer().status, Peer(headers={'Authorization': basic('vito:wrong')}).status)
                vito = Peer(headers={'Authorization': basic('vito:sesame')})
                for index, soul in enumerate(['app/x', 'app/locked', 'system']):
                    vito.send(put(f'p{index}', soul, 'k', 1))
                    print(vito.answer(f'p{index}').get('err', 'ok'))
                vito.send({'#': 'g', 'get': {'#': 'secret'}}, {'#': 'h', 'get': {'#': 'app/x'}})
                print(vito.answer('g')['err'])
                print(vito.answer('h')['put']['app/x']['k'])
                mark = Peer(headers={'Authorization': basic('mark:other')})
                mark.send(put('p', 'app/x', 'k', 2))
                print('err' in mark.answer('p'))
                """
            let printed = try await web.python(Self.client + program)
            #expect(
                printed == [
                    "401 401", "ok", "vito may not write 'app/locked': gun_write of a user can allow it",
                    "vito may not write 'system': gun_write of a user can allow it",
                    "vito may not read 'secret': gun_read of a user can allow it", "1", "True",
                ])
        }
    }

    @Test func aPageSaysWhoItIsByTheProtocolsOfTheWebSocket() async throws {
        // The text is not the same in the two alphabets of Base64.
        try await withWebServer(
            "web.gun=true", "users.vito.password=a???>>>", "users.vito.gun_read=app/*", "users.mark.password=other"
        ) { web in
            let program = """
                import base64, urllib.request
                def offered(text):
                    text = base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')
                    return {'Sec-WebSocket-Protocol': f'gedis, gedis.basic.{text}'}
                print(Peer(headers=offered('vito:wrong')).status, Peer(headers={'Sec-WebSocket-Protocol': 'gedis'}).status)
                vito = Peer(headers=offered('vito:a???>>>'))
                print(vito.status, vito.socket.headers['sec-websocket-protocol'])
                vito.send({'#': 'g', 'get': {'#': 'secret'}})
                print(vito.answer('g')['err'])
                def path(text):
                    authorization = 'Basic ' + base64.b64encode(text.encode()).decode()
                    request = urllib.request.Request(
                        f'http://localhost:{port}/commands', headers={'Authorization': authorization})
                    return json.load(urllib.request.urlopen(request)).get('gun')
                print(path('vito:a???>>>'), path('mark:other'))
                """
            let printed = try await web.python(Self.client + program)
            #expect(
                printed == [
                    "401 401", "101 gedis", "vito may not read 'secret': gun_read of a user can allow it", "/gun None",
                ])
        }
    }

    @Test func aCertificateSaysWhoAPeerIs() async throws {
        try await withScratch { scratch in
            try await scratch.makeAuthority(for: ["vito", "unknown"])
            try await scratch.done("backend", "create", "main", "type=memory")
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "ssl=true", "web.gun=true",
                "dbclient_instance=main",
                "client_ca=\(scratch.path("ca.pem"))", "users.vito.gun_read=app/*", "users.vito.gun_write=app/*")
            try await scratch.done("cert", "generate", "main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let printed = try await web.python(
                Self.client + """
                    print(Peer(ca=ca).status, Peer(ca=ca, certificate=('unknown.pem', 'unknown.key')).status)
                    vito = Peer(ca=ca, certificate=('vito.pem', 'vito.key'))
                    for index, soul in enumerate(['app/x', 'system']):
                        vito.send(put(f'p{index}', soul, 'k', 1))
                        print(vito.answer(f'p{index}').get('err', 'ok'))
                    """)
            #expect(
                printed == ["401 401", "ok", "vito may not write 'system': gun_write of a user can allow it"])
        }
    }

    @Test func aServerThatStopsAcknowledgesWhatItTook() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=sqlite")
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "web.gun=true", "dbclient_instance=main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let program = """
                peer = Peer()
                for n in range(500):
                    peer.send(put(f'p{n}', 's', f'k{n}', n))
                print(peer.answer('p0')['ok'])
                open('ready', 'w').close()
                count = 1
                try:
                    while count < 500:
                        count += sum(1 for message in peer.receive() if message.get('ok'))
                except AssertionError as end:
                    print(end.args[0][0])
                print(count)
                """
            async let printed = web.python(Self.client + program)
            try await eventually { FileManager.default.fileExists(atPath: scratch.path("ready")) }
            try await scratch.done("server", "stop", "main")
            let count = try #require(Int(try await printed.last ?? ""))
            let next = try WebServer(try await scratch.startAgain(), in: scratch)
            let again = """
                peer = Peer()
                peer.send({'#': 'g', 'get': {'#': 's'}})
                print(len(peer.answer('g')['put']['s']) - 1)
                peer.send(put('old', 's', 'k0', 'older', 1000))
                print(peer.answer('old')['ok'])
                peer.send({'#': 'h', 'get': {'#': 's', '.': 'k0'}})
                print(peer.answer('h')['put']['s']['k0'])
                """
            let after = try await next.python(Self.client + again)
            #expect(Int(after[0]) ?? 0 >= min(count, 500))
            #expect(after.dropFirst() == ["True", "0"])
        }
    }

    /// What a peer puts while the server gives way to the next process: gun.js never sends a put again.
    @Test(arguments: ["restart", "stop"])
    func whatPeersSendUntilTheyAreToldGoodbyeIsKept(verb: String) async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=sqlite")
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "web.gun=true", "dbclient_instance=main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let program = """
                peer, sent = Peer(), 0
                reason = None
                while reason is None:
                    peer.send([put(f'p{n}', 's', f'k{n}', n) for n in range(sent, sent + 20)])
                    sent += 20
                    if sent == 200:
                        open('ready', 'w').close()
                    while True:
                        code, data = peer.socket.receive()
                        if code == 8:
                            reason = int.from_bytes(data[:2], 'big')
                            break
                        if f'"@":"p{sent - 1}"'.encode() in data:
                            break
                peer.socket.send(8, data[:2])
                print(reason, sent)
                """
            async let printed = web.python(Self.client + program)
            try await eventually { FileManager.default.fileExists(atPath: scratch.path("ready")) }
            try await scratch.done("server", verb, "main")
            let words = try #require(try await printed.last).split(separator: " ")
            #expect(words.first == "1000")
            let next = verb == "stop" ? try WebServer(try await scratch.startAgain(), in: scratch) : web
            let again = """
                peer, keys, last = Peer(), 0, False
                peer.send({'#': 'g', 'get': {'#': 's'}})
                while not last:
                    answer = peer.answer('g')
                    keys += len(answer['put']['s']) - 1
                    last = '%' not in answer
                print(keys)
                """
            let keys = try await next.python(Self.client + again)
            #expect(keys.last == words.last.map(String.init))
        }
    }

    @Test func aGraphNeedsABackendThatKeepsStates() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "web.port=0", "web.gun=true")
            let without = try await scratch.gedis("server", "start", "main")
            #expect(without.code != 0)
            #expect(without.errors.contains("web.gun keeps its graph in a backend: set dbclient_instance"))
            try await scratch.done("backend", "create", "far", "type=gun", "url=ws://localhost:1/gun")
            try await scratch.done("server", "set", "main", "dbclient_instance=far")
            let other = try await scratch.gedis("server", "start", "main")
            #expect(other.errors.contains("web.gun needs a backend of type memory, sqlite or redis"))
        }
    }
}
