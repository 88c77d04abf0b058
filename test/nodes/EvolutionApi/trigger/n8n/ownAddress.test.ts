import { useSimulator } from '../../../../support/simulator';
import { useN8n } from '../support/useN8n';

// Tests how n8n handles N8N_WEBHOOK_URL.

const simulator = useSimulator();
const stage = useN8n(simulator);

it.each([
	['without a scheme', 'n8n.example.com'],
	['without a scheme, with a port', 'n8n.example.com:5678'],
	['without a host', 'https:/'],
])('refuses to listen at an address of n8n %s, and names the setting', async (_what, publicUrl) => {
	stage.n8n.publicUrl = publicUrl;
	await expect(stage.n8n.workflow('one').activate()).rejects.toThrow(/Correct N8N_WEBHOOK_URL/);
	expect(simulator.current.state.instances.get('demo')?.webhook?.url ?? '').toBe('');
});
