import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

const gradleFiles = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

/** Maven's tests and Gradle's checks, by the wrapper that comes with the repository where there is one. */
export function detectJava({ names }: RepositoryFiles): Gate[] {
  const wrapped = (wrapper: string, program: string): string => (names.has(wrapper) ? `./${wrapper}` : program);
  const maven = `${wrapped('mvnw', 'mvn')} --batch-mode test`;
  const gradle = `${wrapped('gradlew', 'gradle')} --console=plain check`;
  return [
    ...(names.has('pom.xml') ? [detectedGate('maven test', maven, 'tests')] : []),
    ...(gradleFiles.some(name => names.has(name)) ? [detectedGate('gradle check', gradle, 'tests')] : []),
  ];
}
