import { bytesInput } from './bytes-input.js';
import { dateInput } from './date-input.js';
import { checkInput, choiceInput, numberInput, textInput } from './inputs.js';

/**
 * Where a word of a shape is typed. `isRequired` is false where it may be left out, for which a `fallback` then stands, as its
 * text.
 */
export function wordInput(shape, properties, { isRequired, fallback }) {
  const emptyText = fallback === undefined ? '–' : `– (${fallback})`;
  switch (shape.kind) {
    case 'choice': return choiceInput(shape.choices, properties, isRequired, emptyText);
    case 'boolean':
      if (isRequired) return checkInput(properties);
      return ['true', 'false'].includes(fallback)
        ? checkInput(properties, fallback === 'true') : choiceInput(shape.choices, properties, false, emptyText);
    case 'bytes': return bytesInput(properties);
    case 'integer': case 'number': return numberInput(shape, properties);
    default: return shape.isDate ? dateInput(shape, properties) : textInput(shape, properties);
  }
}
