import type { Resource } from '../../core/table/operation';
import { checkSetup } from './checkSetup';
import { generateMessageId } from './generateMessageId';
import { getInfo } from './getInfo';
import { getLicenseStatus } from './getLicenseStatus';
import { getMetrics } from './getMetrics';
import { receiveMessage } from './receiveMessage';
import { verifyCredentials } from './verifyCredentials';

export const system: Resource = {
	name: 'System',
	value: 'system',
	description: 'Check the setup, and get information about the server',
	operations: [
		checkSetup,
		generateMessageId,
		getInfo,
		getLicenseStatus,
		getMetrics,
		receiveMessage,
		verifyCredentials,
	],
};
