import { runTool } from './xdg.ts';

/**
 * A property of a service of the system, as busctl prints it: its type and its value, `b true`. Empty where
 * nobody answers.
 */
export async function systemProperty(service: string, property: string): Promise<string> {
  const path = `/${service.replaceAll('.', '/')}`;
  const words = ['--system', 'get-property', service, path, service, property];
  const asked = await runTool('busctl', words, process.env);
  return asked.ok ? asked.value : '';
}
