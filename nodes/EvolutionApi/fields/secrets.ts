import { collectionInput, optionsField } from './collections';
import { flag } from './inputs';

/** For answers in which the server sends keys, tokens or passwords. */
export const secretsOption = optionsField({
	displayName: 'Include Secrets',
	name: 'includeSecrets',
	type: 'boolean',
	default: false,
	description: 'Whether the output includes the keys, tokens and passwords that the server sends',
});

export const secretsInput = collectionInput({ includeSecrets: flag });

export const showSecrets = ({ options }: { options?: { includeSecrets?: boolean } }) =>
	options?.includeSecrets === true;
