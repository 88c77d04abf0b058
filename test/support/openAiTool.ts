import { createRequire } from 'node:module';

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

/** Converts a tool with n8n's own copy of LangChain, because several versions are installed. */
export function openAiTool(tool: unknown): OpenAiTool {
	const fromCore = createRequire(require.resolve('n8n-core'));
	const langChain: FunctionCalling = fromCore('@langchain/core/utils/function_calling');
	return langChain.convertToOpenAITool(tool);
}
