import { createRequire } from 'node:module';

/** A tool in the form of the OpenAI API. */
interface OpenAiTool {
	readonly function: {
		readonly name: string;
		readonly description: string;
		readonly parameters: { readonly properties: Readonly<Record<string, object>> };
	};
}

interface FunctionCalling {
	convertToOpenAITool(tool: unknown): OpenAiTool;
}

/** Uses n8n's own LangChain, since several versions are installed. */
export function openAiTool(tool: unknown): OpenAiTool {
	const fromCore = createRequire(require.resolve('n8n-core'));
	const langChain: FunctionCalling = fromCore('@langchain/core/utils/function_calling');
	return langChain.convertToOpenAITool(tool);
}
