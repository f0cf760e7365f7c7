import GedisCrypto

/// A Lua script that reads and writes a namespace in one step.
///
/// Its keys are the namespace's hash and sorted set, and those of the graph where the store is one; they lie in one slot. Redis knows a script by its digest once it has
/// seen its source.
struct RedisScript: Sendable {
    let source: [UInt8]
    /// The SHA-1 by which `EVALSHA` names it.
    let digest: [UInt8]

    init(_ body: String) {
        source = Array((Self.prelude + body).utf8)
        digest = Array(Digest.sha1(source).utf8)
    }
}

extension RedisScript {
    /// What all scripts begin with: what has expired is removed, and that published.
    private static let prelude = #"""
        local hash, index, mark = KEYS[1], KEYS[2], '\255'
        local states, nulls = KEYS[3], KEYS[4]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        local function bulk(text) return '$' .. #text .. '\r\n' .. text .. '\r\n' end

        local function publish(entries)
          if #entries == 0 then return end
          redis.call('PUBLISH', hash, '%' .. #entries .. '\r\n' .. table.concat(entries))
        end

        local function find(key)
          local found = redis.call('HMGET', hash, key, mark .. key)
          local type, flag = string.match(found[2] or '', '^([bdix]?)(e?)$')
          return found[1], type or '', flag == 'e'
        end

        local function note(key, type, expires)
          local text = type .. (expires and 'e' or '')
          if text == '' then redis.call('HDEL', hash, mark .. key) else redis.call('HSET', hash, mark .. key, text) end
        end

        local function expire(key, lifetime)
          if lifetime == '' then
            redis.call('ZREM', index, mark .. key)
          else
            redis.call('ZADD', index, string.format('%.0f', now + lifetime), mark .. key)
          end
          return lifetime ~= ''
        end

        -- A state as text, the number, and the value's JSON where the hash does not have all of it.
        local function known(key)
          local found = redis.call('HGET', states, key)
          local state, exact = string.match(found or '', '^(%S+) ?(.*)$')
          return state, tonumber(state), exact or ''
        end

        -- What has no state of its own counts as written when the namespace became a graph.
        local function migrated()
          local found = redis.call('HGET', states, mark)
          if found then return found end
          redis.call('HSET', states, mark, string.format('%.0f', now))
          return string.format('%.0f', now)
        end

        -- Notes the next state of a key that a command has written.
        local function stamp(key, value, type)
          if not states then return end
          local _, last = known(key)
          last = last or tonumber(migrated())
          local state = time[1] * 1000 + time[2] / 1000
          if state <= last then state = math.max(last + 1 / 1000, last + math.abs(last) * 2.3e-16) end
          local text = string.format('%.17g', state)
          redis.call('HSET', states, key, value and text or text .. ' null')
          if value then redis.call('ZREM', nulls, key) else redis.call('ZADD', nulls, 0, key) end
          redis.call('PUBLISH', 'gedis:graph', '*8\r\n' .. bulk('') .. bulk(hash) .. bulk(key) .. bulk(text)
            .. bulk(value and '1' or '0') .. bulk(value or '') .. bulk(type or '') .. bulk(''))
        end

        local function store(key, value, type, lifetime)
          redis.call('HSET', hash, key, value)
          redis.call('ZADD', index, 0, key)
          note(key, type, expire(key, lifetime))
          stamp(key, value, type)
        end

        local function remove(key)
          redis.call('ZREM', index, key, mark .. key)
          redis.call('HDEL', hash, mark .. key)
          local removed = redis.call('HDEL', hash, key)
          if removed == 1 then stamp(key) end
          return removed
        end

        local function gone(key) return bulk(key) .. '_\r\n' end

        while true do
          local due = redis.call('ZRANGEBYSCORE', index, '(0', string.format('%.0f', now), 'LIMIT', 0, 1000)
          if #due == 0 then break end
          local entries = {}
          for _, member in ipairs(due) do
            redis.call('ZREM', index, member)
            if string.sub(member, 1, 1) == mark then
              local key = string.sub(member, 2)
              remove(key)
              entries[#entries + 1] = gone(key)
            end
          end
          publish(entries)
        end

        """#

    static let put = RedisScript(
        #"""
        for place = 3, #ARGV, 3 do store(ARGV[place], ARGV[place + 1], ARGV[place + 2], ARGV[1]) end
        redis.call('PUBLISH', hash, ARGV[2])
        return 1
        """#)

    static let delete = RedisScript(
        #"""
        local entries = {}
        for _, key in ipairs(ARGV) do
          if remove(key) == 1 then entries[#entries + 1] = gone(key) end
        end
        publish(entries)
        return #entries
        """#)

    /// `HINCRBY` counts in 64 bits, which Lua cannot. What is no integer is refused before it, so that the only error of its
    /// own is the overflow.
    static let increment = RedisScript(
        #"""
        local key, amount, lifetime = ARGV[1], ARGV[2], ARGV[3]
        local value, kind, expires = find(key)
        local number = value
        local isMarked = value and kind ~= 'x' and string.sub(value, 1, 2) == mark .. 'i'
        if isMarked then number = string.sub(value, 3) end
        if value and not isMarked and kind ~= '' and kind ~= 'i' then return 0 end
        if value and number ~= '0' and not string.match(number, '^%-?[1-9]%d*$') then return 0 end
        if number ~= value then redis.call('HSET', hash, key, number) end
        local result = redis.pcall('HINCRBY', hash, key, amount)
        if type(result) == 'table' and result.err then
          if number ~= value then redis.call('HSET', hash, key, value) end
          if string.match(result.err, '^ERR') then return -1 end
          return result
        end
        local sum = redis.call('HGET', hash, key)
        redis.call('ZADD', index, 0, key)
        if not value then expires = expire(key, lifetime) end
        note(key, 'i', expires)
        stamp(key, sum, 'i')
        publish({ bulk(key) .. bulk(mark .. 'i' .. sum) })
        return sum
        """#)

    static let compareAndSet = RedisScript(
        #"""
        local key = ARGV[1]
        local value, type = find(key)
        if ARGV[2] == '1' then
          if not value then return {} end
          if value ~= ARGV[3] or type ~= ARGV[4] then return { value, type } end
        elseif value then
          return { value, type }
        end
        if ARGV[5] == '1' then
          store(key, ARGV[6], ARGV[7], ARGV[8])
        elseif value then
          remove(key)
        else
          return 1
        end
        redis.call('PUBLISH', hash, ARGV[9])
        return 1
        """#)

    static let expire = RedisScript(
        #"""
        local value, type = find(ARGV[1])
        if not value then return 0 end
        note(ARGV[1], type, expire(ARGV[1], ARGV[2]))
        return 1
        """#)

    static let timeToLive = RedisScript(
        #"""
        local time = redis.call('ZSCORE', index, mark .. ARGV[1])
        return time and time - now or -1
        """#)

    static let sweep = RedisScript(
        #"""
        local first = redis.call('ZRANGEBYSCORE', index, '(0', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
        return first[2] and first[2] - now or -1
        """#)

    static let all = [put, delete, increment, compareAndSet, expire, timeToLive, sweep] + graph
}
