import type { Resource } from '../../core/table/operation';
import { generateMessageId } from './generateMessageId';
import { getInfo } from './getInfo';
import { getLicenseStatus } from './getLicenseStatus';
import { getMetrics } from './getMetrics';
import { receiveMessage } from './receiveMessage';
import { verifyCredentials } from './verifyCredentials';

export const system: Resource = {
	name: 'System',
	value: 'system',
	description: 'The server itself: version, license, metrics',
	operations: [
		generateMessageId,
		getInfo,
		getLicenseStatus,
		getMetrics,
		receiveMessage,
		verifyCredentials,
	],
};
