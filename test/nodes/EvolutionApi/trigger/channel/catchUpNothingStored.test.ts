import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const warnings = () =>
	stage.n8n.logged
		.flat()
		.filter((text) => typeof text === 'string' && text.startsWith('Missed Messages'));

async function miss(): Promise<void> {
	await stage.n8n.workflow('one').activate();
	await stage.n8n.crash();
	await receiveText(simulator.current, 'missed');
	stage.aheadMs += 60_000;
	await stage.n8n.all[0].activate('init');
	stage.aheadMs += 10_000;
}

it('Missed Messages: the log says that nothing is found where the server stores no messages', async () => {
	simulator.current.config.version = '2.3.7';
	simulator.current.config.storesMessages = false;
	await miss();
	await settled(() => warnings().length > 0);
	expect(warnings()).toEqual([
		'Missed Messages finds nothing: the server stores no messages of the instance "demo". Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true.',
	]);
});

it('Missed Messages: the log says nothing where the server stores messages', async () => {
	simulator.current.config.version = '2.3.7';
	await miss();
	await settled(() => stage.n8n.started.length > 0);
	expect(warnings()).toEqual([]);
});
