// The scripts of a namespace that is a node of GUN's graph too.

extension RedisScript {
    static let graph = [merge, settle, entry, page]

    /// What the scripts that merge begin with.
    private static let taking = #"""
        local entries, taken = {}, {}

        local function plain(value, type)
          if type == '' then return value end
          return mark .. type .. (type == 'b' and (value == 'true' and '1' or '0') or value)
        end

        local function take(key, state, flag, value, type, exact)
          if flag == '1' then
            redis.call('HSET', hash, key, value)
            redis.call('ZADD', index, 0, key)
            note(key, type, expire(key, ''))
            redis.call('ZREM', nulls, key)
            entries[#entries + 1] = bulk(key) .. bulk(plain(value, type))
          else
            redis.call('ZREM', index, key, mark .. key)
            redis.call('HDEL', hash, key, mark .. key)
            redis.call('ZADD', nulls, 0, key)
            entries[#entries + 1] = gone(key)
          end
          redis.call('HSET', states, key, exact == '' and state or state .. ' ' .. exact)
          for _, part in ipairs({ key, state, flag, value, type, exact }) do taken[#taken + 1] = bulk(part) end
        end

        local function announce(origin)
          publish(entries)
          if #taken == 0 then return end
          local count = '*' .. (#taken + 2) .. '\r\n'
          redis.call('PUBLISH', 'gedis:graph', count .. bulk(origin) .. bulk(hash) .. table.concat(taken))
        end

        """#

    /// What is held of a key: state, whether it has a value, the value, its type, and its JSON where that says more.
    private static let holding = #"""
        local function held(key)
          local value, type = find(key)
          local state, number, exact = known(key)
          if not state and not value then return nil end
          return { key, state or migrated(), value and '1' or '0', value or '', type, exact }
        end

        """#

    /// Merges entries by their states; the reply has for each 1 where it was taken, and otherwise what is held. The arguments are
    /// who merges, then for each key: state, whether there is a value, the value, its type and its JSON where that says more.
    ///
    /// Of equal states the order of GUN decides, which compares JSON by UTF-16: the caller does, and then settles it.
    static let merge = RedisScript(
        holding + taking + #"""
            migrated()
            local reply = {}
            for place = 2, #ARGV, 6 do
              local key, state = ARGV[place], ARGV[place + 1]
              local found = held(key)
              if not found or tonumber(state) > tonumber(found[2]) then
                take(unpack(ARGV, place, place + 5))
                reply[#reply + 1] = 1
              else
                reply[#reply + 1] = found
              end
            end
            announce(ARGV[1])
            return reply
            """#)

    /// Takes an entry over what was seen of the same state; the reply is 1, or 0 where something else is held by now.
    static let settle = RedisScript(
        holding + taking + #"""
            local found = held(ARGV[2]) or {}
            for place = 2, 6 do
              if found[place] ~= ARGV[place + 6] then return 0 end
            end
            take(unpack(ARGV, 2, 7))
            announce(ARGV[1])
            return 1
            """#)

    /// What is held of one key, in a list; an empty one where nothing is.
    static let entry = RedisScript(holding + "return { held(ARGV[1]) }")

    /// The first keys from one on, with what is held of them: those with values, then those that are null.
    static let page = RedisScript(
        holding + #"""
            local function list(keys)
              local entries = {}
              for _, key in ipairs(keys) do entries[#entries + 1] = held(key) end
              return entries
            end
            return {
              list(redis.call('ZRANGEBYLEX', index, ARGV[1], '(' .. mark, 'LIMIT', 0, ARGV[2])),
              list(redis.call('ZRANGEBYLEX', nulls, ARGV[1], '+', 'LIMIT', 0, ARGV[2])),
            }
            """#)
}
