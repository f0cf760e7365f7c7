/** A schema with what its references refer to: the types under the root's `$defs`. */
export class Shape {
  constructor(schema, defs = schema.$defs ?? {}) {
    const parts = schema.anyOf?.filter(({ type }) => type !== 'null');
    const inner = parts?.length === 1 ? { ...parts[0], description: schema.description, deprecated: schema.deprecated } : schema;
    this.isNullable = inner !== schema;
    this.defs = defs;
    this.schema = inner.$ref === undefined ? inner : defs[inner.$ref.split('/').at(-1)] ?? {};
    /** What is said of it where it is used. */
    this.help = schema.description ?? '';
    this.isDeprecated = schema.deprecated === true;
  }

  /** How it is typed. */
  get kind() {
    const { enum: values, type, properties, format, contentEncoding, items } = this.schema;
    if (values !== undefined) return 'choice';
    if (type === 'string') return contentEncoding === 'base64' || format === 'bytes' ? 'bytes' : 'text';
    if (type === 'array' && items !== undefined) return 'list';
    if (type === 'object') return properties === undefined ? 'map' : 'record';
    return type === 'boolean' || type === 'integer' || type === 'number' ? type : 'any';
  }

  /** Whether it is one word as an argument; otherwise its argument is JSON. */
  get isWord() { return !['list', 'map', 'record', 'any'].includes(this.kind); }

  /** Whether its words are JSON as they stand: numbers, truth values and what is no word. */
  get isWrittenAsJSON() { return !this.isWord || ['integer', 'number', 'boolean'].includes(this.kind); }

  get choices() { return this.kind === 'boolean' ? [true, false] : this.schema.enum; }

  /** The elements of a list, or a map's values. */
  get element() { return new Shape(this.schema.items ?? this.schema.additionalProperties ?? {}, this.defs); }

  /** A record's members. */
  get members() {
    const { properties = {}, required = [] } = this.schema;
    return Object.entries(properties).map(([name, schema]) => (
      { name, shape: new Shape(schema, this.defs), isRequired: required.includes(name) }));
  }

  /** What a value is, in words. */
  get phrase() { return this.isNullable ? `${this.#phrase} or null` : this.#phrase; }

  get #phrase() {
    const { minimum, maximum, title, format, uniqueItems } = this.schema;
    switch (this.kind) {
      case 'choice': return this.choices.join(', ');
      case 'boolean': return 'true or false';
      case 'integer':
        return minimum === undefined ? 'integer' : `integer, ${minimum} ${maximum === undefined ? 'or more' : `to ${maximum}`}`;
      case 'bytes': return 'bytes';
      case 'text': return formats[format]?.name ?? 'text';
      case 'list': return `${uniqueItems ? 'set' : 'list'} of ${this.element.phrase}`;
      case 'map': return `map of ${this.element.phrase}`;
      case 'record': return title ?? 'record';
      default: return this.kind === 'any' ? 'any value' : this.kind;
    }
  }

  /** Whether it is a moment. */
  get isDate() { return this.kind === 'text' && this.schema.format === 'date-time'; }

  /** What a number is, with its article. */
  get article() { return this.kind === 'integer' ? 'an integer' : 'a number'; }

  /** A value as it is typed, for the field's placeholder. */
  get example() { return this.kind === 'text' ? formats[this.schema.format]?.example : undefined; }

  /** Why a text is none of its values, such as `must be an integer`; undefined where it may be one. */
  mismatch(text) {
    const { minimum = -Infinity, maximum = Infinity, format } = this.schema;
    if (this.kind === 'integer') {
      if (!/^-?\d+$/.test(text)) return 'must be an integer';
      return Number(text) < minimum || Number(text) > maximum ? `must be from ${minimum} to ${maximum}` : undefined;
    }
    if (this.kind === 'number') return /^[-+]?(\d+(\.\d+)?(e[-+]?\d+)?|inf(inity)?|nan)$/i.test(text) ? undefined : 'must be a number';
    const known = this.kind === 'text' ? formats[format] : undefined;
    return known === undefined || known.pattern.test(text) ? undefined : `must be a ${known.name} such as ${known.example}`;
  }
}

const formats = {
  'date-time': {
    name: 'time', example: '2026-01-31T12:00:00Z',
    pattern: /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[-+]\d\d:?\d\d)$/,
  },
  uuid: { name: 'UUID', example: '123e4567-e89b-12d3-a456-426614174000', pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
  uri: { name: 'URL', example: 'https://example.org/', pattern: /^\S+$/ },
  decimal: { name: 'decimal number', example: '12.50', pattern: /^[-+]?\d*\.?\d+$/ },
};
