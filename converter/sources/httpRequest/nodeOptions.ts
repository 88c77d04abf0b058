import type { TableOperation } from '../../table';
import { isObject, type NodeJson, type Parameters } from '../../workflow';

// Converts the options of an HTTP Request node to fields and settings of our node, or to a note for the user.

export interface FromOptions {
	readonly parameters: Parameters;
	readonly settings: Partial<NodeJson>;
	readonly notes: readonly string[];
}

const inside = (value: unknown, ...path: string[]): Parameters => {
	let place: unknown = value;
	for (const step of path) place = isObject(place) ? place[step] : undefined;
	return isObject(place) ? place : {};
};

/** Options that are converted here, or have no meaning for our node. */
const KNOWN = [
	'batching',
	'response',
	'batchSize',
	'batchInterval',
	'bodyContentType',
	'fullResponse',
	'ignoreResponseCode',
	'lowercaseHeaders',
	'redirect',
	'allowUnauthorizedCerts',
];

export const isFullResponse = (options: Parameters) =>
	inside(options, 'response', 'response').fullResponse === true || options.fullResponse === true;

export function fromOptions(options: Parameters, operation: TableOperation): FromOptions {
	const response = inside(options, 'response', 'response');
	const notes: string[] = [];
	const batch = inside(options, 'batching', 'batch');
	const paced = bulkSending(
		Number(batch.batchSize ?? options.batchSize ?? ('batching' in options ? 50 : 0)),
		Number(batch.batchInterval ?? options.batchInterval ?? ('batching' in options ? 1000 : 0)),
	);
	const canPace = operation.fields.includes('bulkSending');
	if (paced !== undefined) {
		notes.push(
			canPace
				? 'Batching is under Bulk Sending now.'
				: 'Batching has no counterpart in this operation.',
		);
	}
	const neverFails = response.neverError === true || options.ignoreResponseCode === true;
	if (neverFails) {
		notes.push(
			'The node ignored errors. Now On Error is set to Continue, so a failed request returns an item with "error".',
		);
	}
	if (response.responseFormat === 'file')
		notes.push('It saved the answer as a file. Now it reads the answer as JSON.');
	if (options.allowUnauthorizedCerts === true) {
		notes.push('It ignored certificate errors: set Ignore Certificate Errors in the credential.');
	}
	const others = Object.keys(options).filter((key) => !KNOWN.includes(key));
	if (others.length > 0) notes.push(`Not carried over: ${others.join(', ')}.`);
	return {
		parameters: paced !== undefined && canPace ? { bulkSending: paced } : {},
		settings: neverFails ? { onError: 'continueRegularOutput' } : {},
		notes,
	};
}

/** @param interval in ms */
function bulkSending(size: number, interval: number): Parameters | undefined {
	const seconds = interval / 1000;
	// A negative batch size switches batching off.
	if (!(seconds > 0) || size < 0) return undefined;
	const values =
		size > 1
			? { minDelay: 0, maxDelay: 0, batchSize: size, batchPause: seconds }
			: { minDelay: seconds, maxDelay: seconds };
	return { rateLimit: { values } };
}
