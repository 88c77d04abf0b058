import { SEND_EXPRESSIONS } from '../core/prepare/leftExpressions';
import { collectionInput, optionsField } from './collections';
import { toggle } from './toggle';

/**
 * For *Options* of an operation whose texts people read. Where it is not set, `core/prepare/leftExpressions.ts` refuses
 * expressions in them.
 */
export const sendExpressions = toggle(
	'Send Expressions as Text',
	SEND_EXPRESSIONS,
	'Whether people are to read an expression in double braces as it stands. Otherwise it is refused.',
);

/** The same for an operation without other options. */
export const textOptions = optionsField(sendExpressions);

export const textOptionsShape = { options: collectionInput({}) };
