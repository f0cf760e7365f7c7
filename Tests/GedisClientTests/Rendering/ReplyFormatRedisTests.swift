import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ReplyFormatRedisTests {
    /// Lua expressions whose replies are compared.
    static let expressions = [
        "'PONG'", "redis.status_reply('PONG')", "7", "-1", "false", "''",
        #"'quotes " and \\ and \n\r\t and \0\1\127'"#, "'é'", "{double=1.5}", "{double=-3}", "{double=1e20}",
        "{}", "{1,'two',{3,{4,5},{}},false,6}", "{{{1}},{{2},{3}}}", "{1,2,3,4,5,6,7,8,9,{10,{11,12}}}",
        "{redis.status_reply('inside'),{double=0.25}}", "{set={}}", "{set={member=true}}",
        "{map={}}", "{map={key='value'}}", "{map={key={}}}", "{map={key={1}}}", "{map={key={1,2}}}",
        "{map={key={1,{map={inner={set={x=true}}}}}}}", "{{map={a={map={b={1,2}}}}},{set={y=true}},1}",
        "{map={a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9,j={map={k=1,l={1,2}}}}}", "{map={[{map={a=1,b=2}}]={1,2}}}",
    ]

    static let errors = ["redis.error_reply('NOPERM no')", "{redis.error_reply('ERR inside')}"]
    static let notJSON = ["{double=1/0}", "{double=-1/0}", #"'\255\254 \\ \7\8\11\12'"#]

    @Test func atATerminal() async throws {
        try await compare(Self.expressions + Self.errors + Self.notJSON, .terminal, "--no-raw")
    }

    @Test func intoAPipe() async throws {
        try await compare(Self.expressions + Self.errors + Self.notJSON, .raw, "--raw")
    }

    @Test func asJSON() async throws {
        let objectsAsKeys = Self.expressions.filter { $0.contains("[{map") }
        try await compare(Self.expressions.filter { !objectsAsKeys.contains($0) }, .json, "--json")
    }

    @Test func asJSONBytesThatAreNotUTF8() async throws {
        try await compare([#"'\255\254 \\ \n\t\0\127'"#], .json, "--quoted-json", types: [])
    }

    /// Types that a script cannot reply, by the names that DEBUG PROTOCOL has for them.
    static let types = ["verbatim", "true", "false", "null", "map", "set", "double"]

    func compare(
        _ expressions: [String], _ format: ReplyFormat, _ flag: String, types: [String] = types
    ) async throws {
        try await RedisProcess.with(["--enable-debug-command", "yes"]) { server in
            for version in [ReplyWriter.Version.resp2, .resp3] {
                let client = try await server.connect(.init(version: version))
                let requests =
                    expressions.map { ["EVAL", "return " + $0, "0"] }
                    + (version == .resp3 ? types : []).map { ["DEBUG", "PROTOCOL", $0] }
                for request in requests {
                    let reply = try await client.send(request.map { Array($0.utf8) })
                    let theirs = try await TestProgram.done(
                        "redis-cli", ["-s", server.socket, "-\(version.rawValue)", flag] + request)
                    #expect(format.render(reply) == theirs, "\(request): \(reply)")
                }
            }
        }
    }
}
