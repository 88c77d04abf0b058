/** Tests the node and the trigger in each supported version of n8n. `N8N_VERSION` selects a single version. */
import { installRuntime } from '../../dev/n8n/install';
import { chosenVersions, pinnedFolder } from '../../dev/n8n/versions';
import { actionsWork } from './support/everyN8n/actions';
import { broadcastsWork } from './support/everyN8n/broadcasts';
import { conversationsWork } from './support/everyN8n/conversations';
import { examplesWork } from './support/everyN8n/examples';
import { sharingWorks } from './support/everyN8n/sharing';
import { Server, Stage } from './support/triggerStage';

const INSTALL_MS = 20 * 60_000;

describe.each(chosenVersions())('Reply with %s offers the options of that alone', (version) => {
	const stage = new Stage();
	const options = { runtime: '', env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } };
	const server = new Server(options);

	beforeAll(async () => {
		options.runtime = await installRuntime({ pinned: pinnedFolder(version) });
		await stage.start();
		await server.start();
	}, INSTALL_MS);

	afterAll(async () => {
		await server.end();
		await stage.end();
	});

	describe('actions', () => actionsWork(server, stage));
	describe('broadcasts', () => broadcastsWork(server, stage));
	describe('examples', () => examplesWork(server, stage));
	describe('conversations', () => conversationsWork(server, stage));
	describe('several workflows on one instance', () => sharingWorks(server, stage));
});
