import { collectionInput, optionsField } from './collections';
import { flag } from './inputs';
import { toggle } from './toggle';

/** For answers in which the server sends keys, tokens or passwords. */
export const includeSecrets = toggle(
	'Include Secrets',
	'includeSecrets',
	'Whether the output includes the keys, tokens and passwords that the server sends',
);

export const secretsOption = optionsField(includeSecrets);

export const secretsInput = collectionInput({ includeSecrets: flag });

export const showSecrets = ({ options }: { options?: { includeSecrets?: boolean } }) =>
	options?.includeSecrets === true;
