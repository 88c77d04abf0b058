import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import { withCall } from '../../n8n/contexts';
import { findGiven } from './modelArguments';

// A credential may have expressions, such as a Base URL for each customer. n8n evaluates them for the item of the tool, over
// which what the model gave is laid: a Base URL that it made up would get the API key. The node is told the values alone, so
// it reads them again as they would be without an argument.

/**
 * @param type of the credential
 * @throws {InputProblem} if a value of the credential is what the model gave
 */
export async function refuseModelsServer(context: IExecuteFunctions, type: string): Promise<void> {
	const given = (isTool(context) && findGiven(context)) || {};
	const names = Object.keys(given);
	if (names.length === 0) return;
	const read = async (from: Pick<IExecuteFunctions, 'getCredentials'>) =>
		JSON.stringify(await from.getCredentials(type, 0).catch(() => undefined));
	const now = await read(context);
	const changes = async (without: readonly string[]) =>
		(await read(withoutGiven(context, given, without))) !== now;
	// Where n8n reads no credential for such a context at all, the difference says nothing of the model.
	if (!(await changes(names)) || (await changes([]))) return;
	const changed = await Promise.all(names.map(async (name) => await changes([name])));
	const name = names.find((_name, at) => changed[at]) ?? names.join('", "');
	throw new InputProblem(
		[],
		`The credential of this tool takes its values from the item, and the model gave "${name}", which would take their place`,
		`Call the tool again without "${name}".`,
	);
}

/** The context as it would be for reading a credential if the model had not given some arguments. */
function withoutGiven(
	context: IExecuteFunctions,
	given: IDataObject,
	names: readonly string[],
): IExecuteFunctions {
	const rest = (json: IDataObject) =>
		Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
	const items = context.getInputData().map((item) => ({ ...item, json: rest(item.json) }));
	return withCall(context, items, rest(given));
}
