import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import type { Simulator } from '../../simulator/server';
import { loadOptionsContext } from './loadOptions';

// Calls the node's pickers, which fill its dropdowns, like the editor.

const { searchContacts, searchGroups, searchInstances, searchRecipients } = new EvolutionApi()
	.methods.listSearch;

export type Picker = typeof searchInstances;

const locator = (value: string) => ({ __rl: true, mode: 'list', value });

export interface Chosen {
	filter?: string;
	instance?: string;
	apiKey?: string;
	baseUrl?: string;
}

export const withGlobalKey = async (
	simulator: Simulator,
	picker: Picker,
	{ filter, instance = 'demo', ...credential }: Chosen = {},
): Promise<INodeListSearchResult> => {
	const { url: baseUrl, key: apiKey } = simulator;
	const parameters = { authentication: 'globalKey', instance: locator(instance) };
	const context = loadOptionsContext(parameters, {
		evolutionGlobalKeyApi: { baseUrl, apiKey, ...credential },
	});
	return await picker.call(context, filter);
};

export const withInstanceKey = async (
	simulator: Simulator,
	picker: Picker,
	credential: IDataObject = {},
	instance = '',
): Promise<INodeListSearchResult> => {
	const { url: baseUrl } = simulator;
	const parameters = { authentication: 'instanceKey', instance: locator(instance) };
	const context = loadOptionsContext(parameters, {
		evolutionInstanceKeyApi: {
			baseUrl,
			instanceName: 'demo',
			apiKey: 'demo-token',
			...credential,
		},
	});
	return await picker.call(context);
};

export const PICKERS: Array<[string, Picker]> = [
	['instances', searchInstances],
	['contacts', searchContacts],
	['groups', searchGroups],
	['recipients', searchRecipients],
];
