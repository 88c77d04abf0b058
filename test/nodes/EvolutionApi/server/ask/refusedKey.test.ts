import { runOperationWith } from '../../../../../dev/engine/operation';
import { useSimulator } from '../../../../support/simulator';
import { useN8n } from '../../trigger/support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const send = async (apiKey: string, instance: string) =>
	await runOperationWith(
		{
			authentication: 'globalKey',
			credentials: { evolutionGlobalKeyApi: { baseUrl: simulator.current.url, apiKey } },
		},
		{
			resource: 'message',
			operation: 'sendText',
			instance,
			values: { recipient: '5511988887777', text: 'Hello' },
		},
	);

it('an instance key entered as the global key: the error of a send names the instance that the key belongs to', async () => {
	const token = simulator.current.state.instances.get('demo')?.token ?? '';
	const { error } = await send(token, 'new-phone');
	expect(error?.message).toBe(
		'The key in the credential is that of the instance "demo", not the global key',
	);
	expect(error?.description).toContain('choose Instance API Key as Authentication');
	expect(`${error?.message} ${error?.description}`).not.toContain(token);
});

it('an instance key entered as the global key: the error when a workflow is activated names the instance of the key', async () => {
	const apiKey = simulator.current.state.instances.get('demo')?.token ?? '';
	stage.n8n.credential = { baseUrl: simulator.current.url, apiKey };
	const workflow = stage.n8n.workflow('one', {
		instance: { __rl: true, mode: 'name', value: 'new-phone' },
	});
	const activation = workflow.activate();
	await expect(activation).rejects.toThrow(
		'The key in the credential is that of the instance "demo", not the global key. It opens',
	);
	await expect(activation).rejects.not.toThrow(apiKey);
});

it('reports the refusal of a key that belongs to no instance', async () => {
	const { error } = await send('wrong', 'demo');
	expect(error?.message).toBe('The server refused the API key for the instance "demo"');
});
