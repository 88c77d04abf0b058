import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Resource } from '../table/operation';
import { executeTable } from '../run/execute';
import { apiRequest } from './apiRequest';
import { businessCatalog } from './businessCatalog';
import { callResource } from './call';
import { channel } from './channel';
import { chat } from './chat';
import { chatbot } from './chatbot';
import { chatwoot } from './chatwoot';
import { contactResource } from './contact';
import { conversation } from './conversation';
import { eventTransport } from './eventTransport';
import { group } from './group';
import { instance } from './instance';
import { label } from './label';
import { mediaStorage } from './mediaStorage';
import { message } from './message';
import { profile } from './profile';
import { proxy } from './proxy';
import { settings } from './settings';
import { status } from './status';
import { system } from './system';
import { template } from './template';
import { webhook } from './webhook';

/** The editor lists the resources in this order, the most used ones first. */
export const resources: readonly Resource[] = [
	message,
	conversation,
	chat,
	contactResource,
	group,
	channel,
	status,
	label,
	profile,
	template,
	callResource,
	businessCatalog,
	instance,
	settings,
	system,
	webhook,
	eventTransport,
	chatbot,
	chatwoot,
	mediaStorage,
	proxy,
	apiRequest,
];

export const runOperation = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
	await executeTable(context, resources);
