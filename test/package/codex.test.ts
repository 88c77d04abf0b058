import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Codex {
	readonly categories: string[];
	readonly subcategories?: Record<string, string[]>;
	readonly alias: string[];
}

const codexOf = (name: string) =>
	JSON.parse(
		readFileSync(join(__dirname, `../../nodes/EvolutionApi/${name}.node.json`), 'utf8'),
	) as Codex;

it("who looks for human review finds the node where n8n's Slack and Telegram are", () => {
	const { categories, subcategories, alias } = codexOf('EvolutionApi');
	expect(categories).toEqual(['Communication', 'HITL']);
	expect(subcategories).toEqual({ HITL: ['Human in the Loop'] });
	expect(alias).toEqual(expect.arrayContaining(['human', 'form', 'wait', 'hitl', 'approval']));
});

it.each(['EvolutionApi', 'EvolutionApiTrigger'])('%s is found by what people call it', (name) => {
	const called = ['whatsapp', 'evolution', 'baileys', 'wa', 'zap', 'chat', 'message'];
	expect(codexOf(name).alias).toEqual(expect.arrayContaining(called));
});
