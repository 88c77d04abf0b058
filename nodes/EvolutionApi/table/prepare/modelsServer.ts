import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import { withCall } from '../../n8n/contexts';
import { findCallArguments } from './modelArguments';

// Protects credentials that contain expressions, such as a Base URL for each customer. n8n evaluates them with the tool's item,
// in which the model's arguments replace keys of the same name. An address that a model made up would thus get the API key.

/** @throws {InputProblem} if an argument from the AI model changes the credential */
export async function refuseModelsServer(context: IExecuteFunctions, type: string): Promise<void> {
	const callArguments = (isTool(context) && findCallArguments(context)) || {};
	const names = Object.keys(callArguments);
	if (names.length === 0) return;
	const readFrom = async (from: Pick<IExecuteFunctions, 'getCredentials'>) =>
		JSON.stringify(await from.getCredentials(type, 0).catch(() => undefined));
	const now = await readFrom(context);
	const changes = async (without: readonly string[]) =>
		(await readFrom(withoutArguments(context, callArguments, without))) !== now;
	// A credential with `$now` changes at each reading. That isn't the model's doing, so it isn't refused.
	if (!(await changes(names)) || (await changes([]))) return;
	const changesByName = await Promise.all(names.map(async (name) => await changes([name])));
	const name = names.find((_name, at) => changesByName[at]) ?? names.join('", "');
	throw new InputProblem(
		[],
		`The credential of this tool takes its values from the item, and the model gave "${name}", which would change them`,
		`Call the tool again without "${name}".`,
	);
}

function withoutArguments(
	context: IExecuteFunctions,
	callArguments: IDataObject,
	names: readonly string[],
): IExecuteFunctions {
	const rest = (json: IDataObject) =>
		Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
	const items = context.getInputData().map((item) => ({ ...item, json: rest(item.json) }));
	return withCall(context, items, rest(callArguments));
}
