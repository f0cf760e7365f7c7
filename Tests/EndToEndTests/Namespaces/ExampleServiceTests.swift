import Foundation
import TestSupport
import Testing

/// The services of `Examples/Namespaces`, as redis-cli, curl and redis-py call them.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ExampleServiceTests {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../../Examples/Namespaces").standardized

    private func add(_ names: String..., in scratch: Scratch) async throws {
        for name in names {
            try await scratch.done("server", "add", "main", Self.folder.appending(path: "\(name).swift").path)
        }
    }

    @Test func anInventoryIsCountedOverRESPAndHTTP() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=memory")
            let server = try await scratch.startServer("web.port=0", "dbclient_instance=main")
            try await add("Inventory", "Limiter", in: scratch)
            let item = #"{"sku":"a1","name":"Apple","count":5}"#
            let added = try await scratch.redisCLI(server.port, "--json", "inventory.add", item)
            #expect(added == "[[\"sku\",\"a1\",\"name\",\"Apple\",\"count\",5]]\n" || added.contains(#""sku":"a1""#))
            let web = try #require(server.greeting.firstMatch(of: #/web at (http\S+)/#)?.1)
            let body = #"{"items":[{"sku":"a1","name":"Apple","count":2},{"sku":"b2","name":"Pear","count":1}]}"#
            let json = try await scratch.run(
                "curl", ["-sS", "-H", "Content-Type: application/json", "-d", body, "\(web)call/inventory.add"]
            ).output
            #expect(
                json == #"[{"sku":"a1","name":"Apple","count":7},{"sku":"b2","name":"Pear","count":1}]"#, "\(json)")
            let wrong = try await scratch.redisCLI(
                server.port, "inventory.add", #"{"sku":"a1","name":"Apple","count":"x"}"#)
            #expect(wrong.contains(#"argument 1 'items' count must be an integer, got "x""#))
            let output = try await scratch.python(
                """
                import json, redis, sys, threading
                client = redis.Redis(port=int(sys.argv[1]), decode_responses=True, protocol=3)
                listener = client.pubsub()
                listener.subscribe("inventory")
                print(listener.get_message(timeout=30)["type"])
                def take(results):
                    own = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
                    for _ in range(5):
                        try: results.append(own.execute_command("inventory.take", "a1"))
                        except redis.ResponseError as error: results.append(str(error))
                results = []
                threads = [threading.Thread(target=take, args=(results,)) for _ in range(4)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
                taken = sorted(result for result in results if isinstance(result, int))
                print(taken, len(results) - len(taken))
                print(listener.get_message(timeout=30)["data"])
                print(json.dumps(client.execute_command("inventory.list")))
                print(client.execute_command("limiter.take", "vito", 1, 0.001)["allowed"])
                print(client.execute_command("limiter.take", "vito", 1, 0.001)["allowed"])
                """, "\(server.port)")
            #expect(
                output == """
                    subscribe
                    [0, 1, 2, 3, 4, 5, 6] 13
                    a1 is out
                    [{"sku": "a1", "name": "Apple", "count": 0}, {"sku": "b2", "name": "Pear", "count": 1}]
                    True
                    False
                    """)
        }
    }

    @Test func jobsOutliveAReload() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("users.ann.password=a", "users.bob.password=b")
            try await add("Jobs", in: scratch)
            let output = try await scratch.python(
                """
                import json, redis, subprocess, sys
                def client(user): return redis.Redis(port=int(sys.argv[1]), username=user, password=user[0], decode_responses=True, protocol=3)
                ann, bob = client("ann"), client("bob")
                print(ann.execute_command("jobs.add", json.dumps({"kind": "mail", "details": {"to": "x"}, "urgency": "low"})))
                print(ann.execute_command("jobs.add", json.dumps({"kind": "mail", "urgency": "high"})))
                print(bob.execute_command("jobs.take", "mail")["id"], bob.execute_command("jobs.take", "print"))
                source = open(sys.argv[3]).read()
                open("Jobs.swift", "w").write(source + "\\n// Another version.\\n")
                subprocess.run([sys.argv[2], "server", "add", "main", "Jobs.swift", "--force"], check=True, stdout=subprocess.DEVNULL)
                print(json.dumps(ann.execute_command("jobs.counts"), sort_keys=True))
                try: ann.execute_command("jobs.done", 2)
                except redis.ResponseError as error: print(error)
                print(bob.execute_command("jobs.done", 2))
                job = ann.execute_command("jobs.take")
                print(job["id"], job["job"]["details"], job["worker"], job["attempts"])
                """, "\(server.port)", Tool.path, Self.folder.appending(path: "Jobs.swift").path)
            #expect(
                output == """
                    1
                    2
                    2 None
                    {"taken": 1, "waiting": 1}
                    JOB job 2 is bob's
                    OK
                    1 {'to': 'x'} ann 1
                    """)
        }
    }

    @Test func imagesAreBytesInAndOut() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("web.port=0")
            try await add("Images", in: scratch)
            let output = try await scratch.python(
                """
                import redis, sys
                client = redis.Redis(port=int(sys.argv[1]), protocol=3)
                image = b"P6 4 2 255\\n" + bytes([255, 0, 0] * 4 + [0, 255, 0] * 2 + [0, 0, 255] * 2)
                print(client.execute_command("images.size", image))
                print(client.execute_command("images.grey", image))
                print(client.execute_command("images.shrink", image))
                png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000001000000008008060000")
                print(client.execute_command("images.size", png)[b"width"])
                for wrong in (image[:-1], b"", b"GIF8"):
                    try: client.execute_command("images.size", wrong)
                    except redis.ResponseError as error: print(error)
                """, "\(server.port)")
            #expect(
                output == #"""
                    {b'format': b'ppm', b'width': 4, b'height': 2}
                    b'P5 4 2 255\nLLLL\x95\x95\x1d\x1d'
                    b'P6 2 1 255\n\xff\x00\x00\xff\x00\x00'
                    256
                    IMAGE the file is cut off
                    IMAGE this is no PNG, GIF, BMP or PPM (P6) image
                    IMAGE the file is cut off
                    """#)
        }
    }

    @Test func aProxyKeepsItsKeyAndRemembers() async throws {
        try await withScratch { scratch in
            try await scratch.done("backend", "create", "main", "type=memory")
            let server = try await scratch.startServer("dbclient_instance=main")
            let output = try await scratch.python(
                """
                import http.server, redis, subprocess, sys, threading
                class Upstream(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        text = (self.path + " " + self.headers["Authorization"]).encode()
                        self.send_response(404 if self.path == "/none" else 200)
                        self.send_header("Content-Length", str(len(text)))
                        self.end_headers()
                        self.wfile.write(text)
                    def log_message(self, *arguments): pass
                upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
                threading.Thread(target=upstream.serve_forever, daemon=True).start()
                def gedis(*words, input=None): subprocess.run([sys.argv[2], *words], check=True, input=input, stdout=subprocess.DEVNULL, text=True)
                gedis("server", "set", "main", f"namespaces.proxy.settings.url=http://127.0.0.1:{upstream.server_port}")
                gedis("server", "set", "main", "namespaces.proxy.settings.api_key=-", input="k3y\\n")
                gedis("server", "add", "main", sys.argv[3])
                client = redis.Redis(port=int(sys.argv[1]), decode_responses=True, protocol=3)
                for path in ("/a?b=c", "/a?b=c", "/none", "/../x", "http://x/"):
                    try:
                        answer = client.execute_command("proxy.get", path)
                        print(answer["status"], answer["text"], answer["isRemembered"])
                    except redis.ResponseError as error: print(error)
                print(client.execute_command("proxy.forget"))
                """, "\(server.port)", Tool.path, Self.folder.appending(path: "Proxy.swift").path)
            #expect(
                output == """
                    200 /a?b=c Bearer k3y False
                    200 /a?b=c Bearer k3y True
                    404 /none Bearer k3y False
                    PATH a path begins with / and has no .. in it
                    PATH a path begins with / and has no .. in it
                    1
                    """)
            #expect(!(try scratch.read("instances/server/main.yaml")).contains("k3y"))
        }
    }
}
